using System.Numerics;
using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>Node ids bound to addresses, so that nobody chooses where in the space to stand (BEP 42).</summary>
public static class SecureNodeId
{
    private const int CheckedBits = 21;

    /// <summary>The id for an address of ours: 21 bits from it, the rest from dice.</summary>
    /// <param name="external">Our address as others see it; its port does not matter.</param>
    /// <param name="noise">Random; its last byte is kept in the id and chooses one of eight prefixes.</param>
    public static NodeId Create(NodeAddress external, NodeId noise)
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        noise.CopyTo(bytes);
        var prefix = Prefix(external, bytes[^1]);
        bytes[0] = (byte)(prefix >> 24);
        bytes[1] = (byte)(prefix >> 16);
        bytes[2] = (byte)(((prefix >> 8) & 0xF8) | (uint)(bytes[2] & 7));
        return new NodeId(bytes);
    }

    /// <summary>True when the id fits the address, or when the address is near: ids of local networks are not bound.</summary>
    public static bool Fits(NodeId id, NodeAddress address) => address.Scope != AddressScope.Global || IsBoundTo(id, address);

    /// <summary>True when the id is derived from the address, however near that is.</summary>
    public static bool IsBoundTo(NodeId id, NodeAddress address)
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        id.CopyTo(bytes);
        var prefix = Prefix(address, bytes[^1]);
        var claimed = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8);
        return (prefix ^ claimed) >> (32 - CheckedBits) == 0;
    }

    // Fewer bits of the address count the further left they are: whole networks are cheap to have, neighbouring addresses cheaper.
    private static uint Prefix(NodeAddress address, byte random)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.WriteAddress(bytes);
        ReadOnlySpan<byte> mask = address.IsV6 ? [0x01, 0x03, 0x07, 0x0F, 0x1F, 0x3F, 0x7F, 0xFF] : [0x03, 0x0F, 0x3F, 0xFF];
        var crc = uint.MaxValue;
        for (var i = 0; i < mask.Length; i++)
        {
            var masked = (byte)(bytes[i] & mask[i]);
            crc = BitOperations.Crc32C(crc, i == 0 ? (byte)(masked | ((random & 7) << 5)) : masked);
        }

        return ~crc;
    }
}
