using System.Buffers;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>One change of a swarm, as trackers tell each other.</summary>
/*  flags (1): 1 IPv6, 2 seed, 4 left, 8 completed | info-hash (20) | address (4 or 16) | port (2)  */
internal static class NewsRecord
{
    public const int MaxSize = 1 + InfoHash.Size + 18;
    private const int V6 = 1;
    private const int Seed = 2;
    private const int Left = 4;
    private const int Completed = 8;

    public static void Write(IBufferWriter<byte> output, in SwarmAnnounce announce, ReadOnlySpan<byte> address, int port, SwarmNews news)
    {
        var size = 1 + InfoHash.Size + address.Length + sizeof(ushort);
        var bytes = output.GetSpan(size);
        bytes[0] = (byte)((address.Length == 16 ? V6 : 0) | (announce.IsSeed ? Seed : 0) | (news == SwarmNews.Left ? Left : 0) | (announce.Event == AnnounceEvent.Completed ? Completed : 0));
        announce.Swarm.CopyTo(bytes[1..]);
        address.CopyTo(bytes[(1 + InfoHash.Size)..]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[(1 + InfoHash.Size + address.Length)..], (ushort)port);
        output.Advance(size);
    }

    /// <summary>Takes one off the front of a batch; false at its end, or when the rest is none.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> batch, out SwarmAnnounce announce, out ReadOnlySpan<byte> address, out int port)
    {
        (announce, port) = (default, 0);
        address = default;
        if (batch.IsEmpty) return false;
        var flags = batch[0];
        var addressSize = (flags & V6) != 0 ? 16 : 4;
        var size = 1 + InfoHash.Size + addressSize + sizeof(ushort);
        if (flags > 15 || batch.Length < size) return false;
        var what = (flags & Left) != 0 ? AnnounceEvent.Stopped : (flags & Completed) != 0 ? AnnounceEvent.Completed : AnnounceEvent.None;
        announce = new SwarmAnnounce(new InfoHash(batch.Slice(1, InfoHash.Size)), what, (flags & Seed) != 0, 0);
        address = batch.Slice(1 + InfoHash.Size, addressSize);
        port = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(batch[(size - sizeof(ushort))..]);
        batch = batch[size..];
        return true;
    }
}
