using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Shoal.Core.Primitives;

namespace Shoal.Commands.Doctor;

/// <summary>The interfaces of this machine and where their addresses reach.</summary>
internal static class NetworkFindings
{
    /// <summary>The system's interfaces that are up.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<IPAddress> Addresses)> OfSystem()
    {
        try
        {
            return
            [
                .. from way in NetworkInterface.GetAllNetworkInterfaces()
                   where way.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
                   let addresses = way.GetIPProperties().UnicastAddresses.Select(a => a.Address).ToList()
                   where addresses.Count > 0
                   select (way.Name, (IReadOnlyList<IPAddress>)addresses),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];   // the system does not tell
        }
    }

    /// <summary>Something else than this machine can be reached.</summary>
    public static bool IsOnline(IEnumerable<(string Name, IReadOnlyList<IPAddress> Addresses)> interfaces) =>
        interfaces.SelectMany(way => way.Addresses).Any(address => !address.IsIPv6LinkLocal && ScopeOf(address) > AddressScope.Loopback);

    /// <param name="interfaces">Those that are up.</param>
    /// <param name="isConfined">This machine alone is meant.</param>
    public static IEnumerable<Finding> Of(IReadOnlyList<(string Name, IReadOnlyList<IPAddress> Addresses)> interfaces, bool isConfined)
    {
        foreach (var (name, addresses) in interfaces)
            yield return new Finding("network", FindingState.Ok, $"{name}: {string.Join(", ", addresses.Select(Describe))}");
        if (isConfined)
            yield return new Finding("network", FindingState.Off, "listening on loopback: everything else was left alone");
        else if (!IsOnline(interfaces))
            yield return new Finding("network", FindingState.Fail, "offline: no interface but loopback is up", "Connect to a network; on this computer alone, Shoal works as it is.");
    }

    private static string Describe(IPAddress address) => $"{new IPAddress(address.GetAddressBytes())} ({Words(address)})";

    private static string Words(IPAddress address) => ScopeOf(address) switch
    {
        AddressScope.Loopback => "this machine",
        AddressScope.Global => "internet",
        _ when address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]) => "this link",
        _ => "local network",
    };

    private static AddressScope ScopeOf(IPAddress address) => AddressScopes.Of(address.GetAddressBytes());
}
