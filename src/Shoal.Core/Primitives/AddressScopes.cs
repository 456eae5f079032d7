using System.Buffers.Binary;

namespace Shoal.Core.Primitives;

/// <summary>How far an address reaches, from its bytes.</summary>
public static class AddressScopes
{
    /// <summary>One that carries an IPv4 address inside (mapped, NAT64, 6to4) reaches as far as that one.</summary>
    /// <param name="address">4 or 16 bytes, as on the wire.</param>
    public static AddressScope Of(ReadOnlySpan<byte> address) => address.Length == 4 ? OfV4(address) : OfV6(address);

    private static AddressScope OfV4(ReadOnlySpan<byte> b) => b[0] switch
    {
        0 or >= 224 => AddressScope.Unusable,
        127 => AddressScope.Loopback,
        10 => AddressScope.Local,
        100 when (b[1] & 0xC0) == 64 => AddressScope.Local,          // RFC 6598, carrier NAT
        169 when b[1] == 254 => AddressScope.Local,                  // RFC 3927, link-local; clouds answer with secrets here
        172 when (b[1] & 0xF0) == 16 => AddressScope.Local,
        192 when b[1] == 168 => AddressScope.Local,
        192 when b[1] == 0 && b[2] == 0 => AddressScope.Local,       // RFC 6890, protocol assignments
        198 when (b[1] & 0xFE) == 18 => AddressScope.Local,          // RFC 2544, benchmarks
        _ => AddressScope.Global,
    };

    private static AddressScope OfV6(ReadOnlySpan<byte> b)
    {
        var high = BinaryPrimitives.ReadUInt64BigEndian(b);
        var low = BinaryPrimitives.ReadUInt64BigEndian(b[8..]);
        if (high == 0 && low >> 32 == 0xFFFF) return OfV4(b[12..]);                      // ::ffff:0:0/96, mapped
        if (high == 0x0064_FF9B_0000_0000 && low >> 32 == 0) return OfV4(b[12..]);       // 64:ff9b::/96, NAT64
        if (high >> 16 == 0x0064_FF9B_0001) return AddressScope.Local;                   // 64:ff9b:1::/48, local NAT64
        if (b[0] == 0x20 && b[1] == 0x02) return OfV4(b[2..]);                           // 2002::/16, 6to4
        if (high == 0) return low == 1 ? AddressScope.Loopback : AddressScope.Unusable;  // ::1; :: and ::/64 are nobody's
        return b[0] switch
        {
            0xFF => AddressScope.Unusable,
            0xFC or 0xFD => AddressScope.Local,
            0xFE when b[1] >= 0x80 => AddressScope.Local,                                // link-local and the old site-local
            _ => AddressScope.Global,
        };
    }
}
