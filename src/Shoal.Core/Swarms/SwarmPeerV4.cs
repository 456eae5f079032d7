using System.Buffers.Binary;

namespace Shoal.Core.Swarms;

/// <summary>An IPv4 peer in eight bytes.</summary>
public readonly struct SwarmPeerV4 : ISwarmPeer<SwarmPeerV4>
{
    // address (32) | port (16) | generation (16)
    private readonly ulong _bits;

    private SwarmPeerV4(ulong bits) => _bits = bits;

    /// <param name="address">Four bytes, as on the wire.</param>
    /// <param name="port">0 to 65,535.</param>
    public SwarmPeerV4(ReadOnlySpan<byte> address, int port)
        : this(((ulong)BinaryPrimitives.ReadUInt32BigEndian(address) << 32) | ((ulong)(ushort)port << 16))
    {
    }

    public static int CompactSize => 6;
    public ushort Generation => (ushort)_bits;
    public bool HasPort => (ushort)(_bits >> 16) != 0;
    public SwarmPeerV4 At(ushort generation) => new((_bits & ~0xFFFFUL) | generation);
    public bool IsSame(in SwarmPeerV4 other) => (_bits ^ other._bits) <= ushort.MaxValue;
    public uint KeyedHash(ulong key) => SwarmHash.Mix(_bits >> 16, key);

    public void WriteCompact(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)(_bits >> 32));
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)(_bits >> 16));
    }
}
