using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Shoal.Core.PortMapping;
using Shoal.Core.Primitives;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>Finds the gateway that peers from outside would come through, by the system's default routes.</summary>
/// <param name="listeningOn">Where peers may dial us: an address of our own is what is mapped, and its interface the only one asked.</param>
internal sealed class GatewayFinder(IReadOnlyList<IPEndPoint> listeningOn)
{
    /// <summary>The gateway of a family; null when there is none, or nothing of ours listens behind it.</summary>
    public Gateway? Find(AddressFamily family)
    {
        var addresses = listeningOn.Select(endPoint => endPoint.Address).Where(a => a.AddressFamily == family && !IPAddress.IsLoopback(a)).ToList();
        if (addresses.Count == 0) return null;
        try
        {
            var interfaces = NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown).ToList();
            foreach (var route in Routes(family, interfaces))
            {
                if (interfaces.Find(i => i.Name == route.Interface) is not { } way || Own(way, route.Gateway, addresses) is not { } own) continue;
                return new Gateway(Scoped(route.Gateway, own), own);
            }
        }
        catch (Exception expected) when (expected is NetworkInformationException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // The system does not tell; then there is no gateway to be asked.
        }

        return null;
    }

    private static IReadOnlyList<Route> Routes(AddressFamily family, List<NetworkInterface> interfaces)
    {
        if (OperatingSystem.IsLinux())
        {
            return family == AddressFamily.InterNetwork
                ? DefaultRoutes.ReadV4(File.ReadAllText("/proc/net/route"))
                : DefaultRoutes.ReadV6(File.ReadAllText("/proc/net/ipv6_route"));
        }

        return
        [
            .. from way in interfaces
               from gateway in way.GetIPProperties().GatewayAddresses
               where gateway.Address.AddressFamily == family && !gateway.Address.Equals(IPAddress.Any) && !gateway.Address.Equals(IPAddress.IPv6Any)
               select new Route(way.Name, gateway.Address, 0),
        ];
    }

    // IPv4: the address that shares the gateway's network. IPv6: one that reaches the internet, the first being the lasting one.
    private static IPAddress? Own(NetworkInterface way, IPAddress gateway, List<IPAddress> listening)
    {
        var own = way.GetIPProperties().UnicastAddresses.Where(a => a.Address.AddressFamily == gateway.AddressFamily).ToList();
        var isWide = listening.Exists(a => a.Equals(IPAddress.Any) || a.Equals(IPAddress.IPv6Any));
        var usable = own.Where(a => isWide || listening.Contains(a.Address));
        if (gateway.AddressFamily == AddressFamily.InterNetworkV6)
            return usable.Select(a => a.Address).FirstOrDefault(a => !a.IsIPv6LinkLocal && AddressPolicy.ScopeOf(a) != AddressScope.Loopback);
        return usable.OrderByDescending(a => new IPNetwork(Network(a.Address, a.PrefixLength), a.PrefixLength).Contains(gateway)).Select(a => a.Address).FirstOrDefault();
    }

    private static IPAddress Network(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefixLength; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }

    private static IPAddress Scoped(IPAddress gateway, IPAddress own)
    {
        if (!gateway.IsIPv6LinkLocal || gateway.ScopeId != 0) return gateway;
        foreach (var way in NetworkInterface.GetAllNetworkInterfaces())
        {
            var properties = way.GetIPProperties();
            if (properties.UnicastAddresses.Any(a => a.Address.Equals(own))) return new IPAddress(gateway.GetAddressBytes(), properties.GetIPv6Properties().Index);
        }

        return gateway;
    }
}
