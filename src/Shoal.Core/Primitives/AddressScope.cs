namespace Shoal.Core.Primitives;

/// <summary>How far an address reaches. Ordered: what a source may point to reaches at least as far as itself.</summary>
public enum AddressScope
{
    /// <summary>Nobody's: unspecified, multicast, broadcast, reserved.</summary>
    Unusable,

    /// <summary>This machine only.</summary>
    Loopback,

    /// <summary>A local network: private, link-local, carrier NAT, unique local.</summary>
    Local,

    /// <summary>The internet.</summary>
    Global,
}
