using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Extensions;

/// <summary>A ut_pex message: whom the sender is connected to since the last one, and whom no more (BEP 11).</summary>
public sealed record PexMessage
{
    /// <summary>Most entries of one list that are written, both families together (BEP 11).</summary>
    public const int MaxWritten = 50;

    /// <summary>Most entries of one list and family that are looked at when read; the rest is ignored (threats row 27).</summary>
    public const int MaxRead = 100;

    private const int MaxDepth = 16;
    private const int Ipv4Size = 6;
    private const int Ipv6Size = 18;

    /// <summary>IPv4 and IPv6. Entries with port 0 are left out.</summary>
    public IReadOnlyList<PexPeer> Added { get; init; } = [];

    public IReadOnlyList<IPEndPoint> Dropped { get; init; } = [];

    /// <returns>False when it is no dictionary, or a list is not made of whole entries.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out PexMessage message)
    {
        message = null!;
        var reader = new BencodeReader(payload, MaxDepth);
        if (!reader.TryReadDictionary()) return false;
        ReadOnlySpan<byte> added = default, addedFlags = default, added6 = default, added6Flags = default, dropped = default, dropped6 = default;
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("added"u8)) reader.TryReadString(out added);
            else if (key.SequenceEqual("added.f"u8)) reader.TryReadString(out addedFlags);
            else if (key.SequenceEqual("added6"u8)) reader.TryReadString(out added6);
            else if (key.SequenceEqual("added6.f"u8)) reader.TryReadString(out added6Flags);
            else if (key.SequenceEqual("dropped"u8)) reader.TryReadString(out dropped);
            else if (key.SequenceEqual("dropped6"u8)) reader.TryReadString(out dropped6);
        }

        if (reader.Error != BencodeError.None) return false;
        var addedPeers = new List<PexPeer>();
        var droppedPeers = new List<PexPeer>();
        var read = TryReadPeers(added, addedFlags, Ipv4Size, addedPeers) && TryReadPeers(added6, added6Flags, Ipv6Size, addedPeers)
            && TryReadPeers(dropped, default, Ipv4Size, droppedPeers) && TryReadPeers(dropped6, default, Ipv6Size, droppedPeers);
        if (read) message = new PexMessage { Added = addedPeers, Dropped = droppedPeers.ConvertAll(p => p.Address) };
        return read;
    }

    private static bool TryReadPeers(ReadOnlySpan<byte> entries, ReadOnlySpan<byte> flags, int size, List<PexPeer> peers)
    {
        if (entries.Length % size != 0) return false;
        for (var i = 0; i < Math.Min(entries.Length / size, MaxRead); i++)
        {
            var entry = entries.Slice(i * size, size);
            var port = BinaryPrimitives.ReadUInt16BigEndian(entry[(size - 2)..]);
            if (port == 0) continue;
            peers.Add(new(new IPEndPoint(new IPAddress(entry[..(size - 2)]), port), i < flags.Length ? (PexFlags)flags[i] : PexFlags.None));
        }

        return true;
    }

    /// <summary>The payload of an extended message under the peer's number for ut_pex; of each list the first <see cref="MaxWritten"/> entries.</summary>
    public byte[] ToPayload()
    {
        var added = Added.Take(MaxWritten).Select(Plain).ToLookup(p => Size(p.Address));
        var dropped = Dropped.Take(MaxWritten).Select(a => Plain(new(a, PexFlags.None))).ToLookup(p => Size(p.Address));
        var output = new ArrayBufferWriter<byte>(512);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteString("added"u8, Entries(added[Ipv4Size]));
        writer.WriteString("added.f"u8, FlagsOf(added[Ipv4Size]));
        writer.WriteString("added6"u8, Entries(added[Ipv6Size]));
        writer.WriteString("added6.f"u8, FlagsOf(added[Ipv6Size]));
        writer.WriteString("dropped"u8, Entries(dropped[Ipv4Size]));
        writer.WriteString("dropped6"u8, Entries(dropped[Ipv6Size]));
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    private static PexPeer Plain(PexPeer peer) => peer.Address.Address.IsIPv4MappedToIPv6
        ? peer with { Address = new IPEndPoint(peer.Address.Address.MapToIPv4(), peer.Address.Port) }
        : peer;

    private static int Size(IPEndPoint address) => address.Address.GetAddressBytes().Length + sizeof(ushort);

    private static byte[] FlagsOf(IEnumerable<PexPeer> peers) => [.. peers.Select(p => (byte)p.Flags)];

    private static byte[] Entries(IEnumerable<PexPeer> peers) =>
        [.. peers.SelectMany(p => (byte[])[.. p.Address.Address.GetAddressBytes(), (byte)(p.Address.Port >> 8), (byte)p.Address.Port])];
}
