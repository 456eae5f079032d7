using System.Buffers.Binary;
using System.Net;

namespace Shoal.Engine.Network;

/// <summary>Which addresses told by strangers we use: those of trackers' peers, peer exchange, DHT and redirects. Pure.</summary>
/// <remarks>
/// A stranger on the internet must not make us talk to our own machine or our own network (threats rows 9 and 27), nor to
/// services that speak first on privileged ports. What the user typed does not pass here.
/// </remarks>
internal static class AddressPolicy
{
    /// <summary>Ports below this belong to services of the system; a peer there is somebody's mail server more often than a peer.</summary>
    public const int PrivilegedPorts = 1024;

    /// <summary>How far an address reaches; one that carries an IPv4 address inside (mapped, NAT64, 6to4) reaches as far as that one.</summary>
    public static AddressScope ScopeOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? ScopeOfV4(bytes) : ScopeOfV6(bytes);
    }

    /// <summary>May a stranger at <paramref name="source"/> make us connect to <paramref name="peer"/>?</summary>
    /// <param name="source">Where the stranger really answered from.</param>
    /// <param name="peer">What it told us.</param>
    public static bool AllowsPeer(IPAddress source, IPEndPoint peer) => AllowsPort(peer.Port) && AllowsAddress(source, peer.Address);

    /// <summary>The same without a port: for redirects, whose port the URL rules judge.</summary>
    public static bool AllowsAddress(IPAddress source, IPAddress target)
    {
        var scope = ScopeOf(target);
        return scope != AddressScope.Unusable && scope >= ScopeOf(source);
    }

    /// <summary>Not a service of the system; 80 and 443 stay open: people behind strict firewalls really listen there.</summary>
    public static bool AllowsPort(int port) => port is >= PrivilegedPorts or 80 or 443;

    private static AddressScope ScopeOfV4(ReadOnlySpan<byte> b) => b[0] switch
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

    private static AddressScope ScopeOfV6(ReadOnlySpan<byte> b)
    {
        var high = BinaryPrimitives.ReadUInt64BigEndian(b);
        var low = BinaryPrimitives.ReadUInt64BigEndian(b[8..]);
        if (high == 0 && low >> 32 == 0xFFFF) return ScopeOfV4(b[12..]);                 // ::ffff:0:0/96, mapped
        if (high == 0x0064_FF9B_0000_0000 && low >> 32 == 0) return ScopeOfV4(b[12..]);  // 64:ff9b::/96, NAT64
        if (high >> 16 == 0x0064_FF9B_0001) return AddressScope.Local;                   // 64:ff9b:1::/48, local NAT64
        if (b[0] == 0x20 && b[1] == 0x02) return ScopeOfV4(b[2..]);                      // 2002::/16, 6to4
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
