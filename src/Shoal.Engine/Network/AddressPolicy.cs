using System.Net;
using Shoal.Core.Primitives;

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
        return AddressScopes.Of(bytes[..length]);
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
}
