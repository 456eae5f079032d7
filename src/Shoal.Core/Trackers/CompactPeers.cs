using System.Buffers.Binary;
using System.Net;

namespace Shoal.Core.Trackers;

/// <summary>Peers as bytes: an address and a big-endian port, end to end (BEP 23; BEP 7 for IPv6).</summary>
public static class CompactPeers
{
    /// <summary>Bytes of an IPv4 peer and of an IPv6 peer.</summary>
    public const int SizeV4 = 6;
    public const int SizeV6 = 18;

    /// <summary>Appends peers until <paramref name="most"/> are in the list; a torn last one is dropped.</summary>
    /// <param name="bytes">The peers.</param>
    /// <param name="peerSize"><see cref="SizeV4"/> or <see cref="SizeV6"/>.</param>
    /// <param name="peers">Receives them.</param>
    /// <param name="most">Length the list may grow to.</param>
    public static void Read(ReadOnlySpan<byte> bytes, int peerSize, List<IPEndPoint> peers, int most = TrackerLimits.MaxPeers)
    {
        for (; bytes.Length >= peerSize && peers.Count < most; bytes = bytes[peerSize..])
        {
            var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[(peerSize - 2)..]);
            peers.Add(new IPEndPoint(new IPAddress(bytes[..(peerSize - 2)]), port));
        }
    }

    /// <summary>Writes one peer in the size its family has; returns that size.</summary>
    public static int Write(IPEndPoint peer, Span<byte> destination)
    {
        peer.Address.TryWriteBytes(destination, out var length);
        BinaryPrimitives.WriteUInt16BigEndian(destination[length..], (ushort)peer.Port);
        return length + 2;
    }
}
