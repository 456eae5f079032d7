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
    public ushort Generation => _generation;
    public bool HasPort => _port != 0;
    public SwarmPeerV6 At(ushort generation) => new(this, generation);
    public bool IsSame(in SwarmPeerV6 other) => _high == other._high && _low == other._low && _port == other._port;
    public uint KeyedHash(ulong key) => SwarmHash.Mix(_high ^ SwarmHash.Mix(_low ^ _port, key), key);

    public void WriteCompact(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        BinaryPrimitives.WriteUInt16BigEndian(destination[16..], _port);
    }
}
