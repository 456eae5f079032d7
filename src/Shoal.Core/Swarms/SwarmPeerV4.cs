using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Shoal.Core.Swarms;

/// <summary>An IPv4 peer in eight bytes, of which the first six are its compact form.</summary>
public readonly struct SwarmPeerV4 : ISwarmPeer<SwarmPeerV4>
{
    // From the low end: address (32) and port (16) as on the wire, generation (16).
    private const int IdentityBits = 48;
    private const ulong IdentityMask = (1UL << IdentityBits) - 1;

    private readonly ulong _bits;

    private SwarmPeerV4(ulong bits) => _bits = bits;

    /// <param name="address">Four bytes, as on the wire.</param>
    /// <param name="port">0 to 65,535.</param>
    public SwarmPeerV4(ReadOnlySpan<byte> address, int port)
        : this(BinaryPrimitives.ReadUInt32LittleEndian(address) | ((ulong)BinaryPrimitives.ReverseEndianness((ushort)port) << 32))
    {
    }

    public static int CompactSize => 6;
    public static int ScanLimit => 160;
    public ushort Generation => (ushort)(_bits >> IdentityBits);
    public bool HasPort => (ushort)(_bits >> 32) != 0;
    public SwarmPeerV4 At(ushort generation) => new((_bits & IdentityMask) | ((ulong)generation << IdentityBits));
    public bool IsSame(in SwarmPeerV4 other) => ((_bits ^ other._bits) & IdentityMask) == 0;
    public uint KeyedHash(ulong key) => SwarmHash.Mix(_bits & IdentityMask, key);

    public static int Find(ReadOnlySpan<SwarmPeerV4> peers, in SwarmPeerV4 peer)
    {
        var bits = MemoryMarshal.Cast<SwarmPeerV4, ulong>(peers);
        var at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var mask = Vector256.Create(IdentityMask);
            var wanted = Vector256.Create(peer._bits & IdentityMask);
            for (; at <= bits.Length - Vector256<ulong>.Count; at += Vector256<ulong>.Count)
            {
                var same = Vector256.Equals(Vector256.Create(bits[at..]) & mask, wanted);
                if (same != Vector256<ulong>.Zero) return at + System.Numerics.BitOperations.TrailingZeroCount(same.ExtractMostSignificantBits());
            }
        }

        for (; at < bits.Length; at++)
        {
            if (((bits[at] ^ peer._bits) & IdentityMask) == 0) return at;
        }

        return -1;
    }

    public static int WriteCompact(ReadOnlySpan<SwarmPeerV4> peers, Span<byte> destination)
    {
        const int Size = 6;
        var written = peers.Length * Size;
        destination = destination[..written];
        var at = 0;
        // Eight bytes at a time while two more fit: the next peer covers the generation.
        for (; at < peers.Length - 1; at++) BinaryPrimitives.WriteUInt64LittleEndian(destination[(at * Size)..], peers[at]._bits);
        if (at == peers.Length) return 0;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[(at * Size)..], (uint)peers[at]._bits);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[(at * Size + sizeof(uint))..], (ushort)(peers[at]._bits >> 32));
        return written;
    }
}
