using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Shoal.Web.Guests;

/// <summary>This machine's addresses as others on its networks dial them.</summary>
internal static class LocalAddresses
{
    /// <summary>Most addresses told: a link is for one screen.</summary>
    public const int Max = 4;

    /// <summary>What stands behind an address that is listened on: itself, or for "any" the addresses of all interfaces, those with a way out first.</summary>
    public static IReadOnlyList<IPEndPoint> Behind(IPEndPoint listens)
    {
        var isAny = listens.Address.Equals(IPAddress.Any) || listens.Address.Equals(IPAddress.IPv6Any);
        if (!isAny) return [listens];
        var all = NetworkInterface.GetAllNetworkInterfaces()
            .Where(one => one.OperationalStatus == OperationalStatus.Up && one.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(one => one.GetIPProperties())
            .SelectMany(one => one.UnicastAddresses.Select(unicast => (unicast.Address, HasWayOut: one.GatewayAddresses.Count > 0)))
            .Where(one => !one.Address.IsIPv6LinkLocal)
            .Where(one => listens.Address.Equals(IPAddress.IPv6Any) || one.Address.AddressFamily == AddressFamily.InterNetwork);
        return [.. all.OrderByDescending(one => one.HasWayOut).ThenBy(one => one.Address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
            .Take(Max).Select(one => new IPEndPoint(one.Address, listens.Port))];
    }
}
