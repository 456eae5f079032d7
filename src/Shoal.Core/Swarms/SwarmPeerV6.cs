using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Shoal.Core.Swarms;

/// <summary>An IPv6 peer in twenty bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct SwarmPeerV6 : ISwarmPeer<SwarmPeerV6>
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly ushort _port;
    private readonly ushort _generation;

    private SwarmPeerV6(in SwarmPeerV6 peer, ushort generation)
    {
        this = peer;
        _generation = generation;
    }

    /// <param name="address">Sixteen bytes, as on the wire.</param>
    /// <param name="port">0 to 65,535.</param>
    public SwarmPeerV6(ReadOnlySpan<byte> address, int port)
    {
        _high = BinaryPrimitives.ReadUInt64BigEndian(address);
        _low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        _port = (ushort)port;
    }

    public static int CompactSize => 18;
    public static int ScanLimit => 64;
    public ushort Generation => _generation;
    public bool HasPort => _port != 0;
    public SwarmPeerV6 At(ushort generation) => new(this, generation);
    public bool IsSame(in SwarmPeerV6 other) => _low == other._low && _port == other._port && _high == other._high;
    public uint KeyedHash(ulong key) => SwarmHash.Mix(_high ^ SwarmHash.Mix(_low ^ _port, key), key);

    public static int Find(ReadOnlySpan<SwarmPeerV6> peers, in SwarmPeerV6 peer)
    {
        for (var i = 0; i < peers.Length; i++)
        {
            if (peers[i].IsSame(peer)) return i;
        }

        return -1;
    }

    public static int WriteCompact(ReadOnlySpan<SwarmPeerV6> peers, Span<byte> destination)
    {
        var written = 0;
        foreach (ref readonly var peer in peers)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination[written..], peer._high);
            BinaryPrimitives.WriteUInt64BigEndian(destination[(written + 8)..], peer._low);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(written + 16)..], peer._port);
            written += CompactSize;
        }

        return written;
    }
}
