using System.Net;
using Shoal.Core.PortMapping;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Doctor;

/// <summary>What an engine's snapshots say about the ways to and from others. Pure.</summary>
internal static class EngineFindings
{
    /// <summary>The gateways, and whether peers outside can dial us.</summary>
    /// <param name="gateways">Of the engine; empty when port mapping is off.</param>
    /// <param name="own">Our own addresses.</param>
    public static IEnumerable<Finding> OfPortMapping(IReadOnlyList<PortMappingSnapshot> gateways, IReadOnlyList<IPAddress> own)
    {
        const string Area = "port mapping";
        if (gateways.Count == 0) yield return new Finding(Area, FindingState.Off, "not used");
        string[] families = ["IPv4", "IPv6"];
        foreach (var (gateway, family) in gateways.Zip(families))
        {
            if (gateway.Protocol is { } protocol)
            {
                var ports = string.Join(" and ", gateway.Mappings.Select(m => $"{Name(m.Transport)} {m.InternalPort}" + (m.ExternalPort == m.InternalPort ? "" : $" (outside {m.ExternalPort})")));
                yield return new Finding(Area, FindingState.Ok, $"{family}: {gateway.Gateway} lets {ports} through, by {protocol}");
                if (gateway.ExternalAddress is { } outside && ScopeOf(outside) != AddressScope.Global)
                {
                    yield return new Finding(
                        Area, FindingState.Warn, $"{family}: the router itself is behind another one: its address outside is {outside}",
                        "Peers elsewhere cannot dial you; you can still dial them. Ask your provider for an address of your own, or use IPv6.");
                }
            }
            else if (own.Any(address => address.AddressFamily == (family == "IPv4" ? System.Net.Sockets.AddressFamily.InterNetwork : System.Net.Sockets.AddressFamily.InterNetworkV6) && ScopeOf(address) == AddressScope.Global))
            {
                yield return new Finding(Area, FindingState.Ok, $"{family}: this computer has an address on the internet; no mapping is needed unless a firewall stands between");
            }
            else
            {
                var asked = gateway.Gateway is null ? "no router found" : $"{gateway.Gateway}: {string.Join("; ", gateway.Problems)}";
                yield return new Finding(
                    Area, family == "IPv4" ? FindingState.Warn : FindingState.Off, $"{family}: {TerminalText.Escape(asked)}",
                    gateway.Gateway is null ? null : "Switch on UPnP or NAT-PMP in the router, or forward the port by hand: TCP and UDP, to this computer.");
            }
        }
    }

    /// <summary>What others say our address is.</summary>
    public static Finding OfAddress(IReadOnlyList<IPAddress> external) => external.Count == 0
        ? new Finding("address", FindingState.Off, "nobody has told yet how this computer is seen from the internet")
        : new Finding("address", FindingState.Ok, $"seen from the internet as {string.Join(" and ", external)}");

    /// <param name="dht">Null when it is off.</param>
    /// <param name="canReachOthers">This machine is online and not confined.</param>
    public static IEnumerable<Finding> OfDht(DhtSnapshot? dht, bool canReachOthers)
    {
        const string Area = "DHT";
        if (dht is null || !canReachOthers)
        {
            yield return new Finding(Area, FindingState.Off, dht is null ? "not used" : "nobody to ask on this machine alone");
            yield break;
        }

        if (dht.Nodes.Count == 0) yield return new Finding(Area, FindingState.Fail, "no UDP port could be opened", "Choose another port with --listen.");
        var isAny = dht.Nodes.Any(node => node.GoodNodes > 0);
        foreach (var node in dht.Nodes)
        {
            var what = $"{node.Address}: {node.GoodNodes} nodes answer, {node.KnownNodes} are known";
            if (node.GoodNodes > 0) yield return new Finding(Area, FindingState.Ok, what);
            else if (isAny) yield return new Finding(Area, FindingState.Off, what);
            else yield return new Finding(Area, FindingState.Fail, what, "UDP is blocked, or names cannot be looked up: look at the firewall of this computer and of the network.");
        }
    }

    /// <param name="local">Null when it is off.</param>
    public static IEnumerable<Finding> OfLocal(LocalDiscoverySnapshot? local)
    {
        const string Area = "local network";
        if (local is null) yield return new Finding(Area, FindingState.Off, "not used");
        foreach (var way in local?.Interfaces ?? [])
        {
            var what = $"{way.Name} {way.Address}: joined {way.Group}, {way.PacketsSent} sent, {way.PacketsReceived} heard";
            if (way.Problem is { } problem) yield return new Finding(Area, FindingState.Warn, $"{way.Name} {way.Address}: {TerminalText.Escape(problem)}");
            else if (way.PacketsSent > 0 && way.PacketsReceived == 0)
                yield return new Finding(Area, FindingState.Warn, what, "Not even our own packets come back: multicast is blocked here. Allow UDP port 6771 in the firewall of this computer.");
            else yield return new Finding(Area, FindingState.Ok, what);
        }
    }

    private static string Name(MappedTransport transport) => transport == MappedTransport.Udp ? "UDP" : "TCP";

    private static AddressScope ScopeOf(IPAddress address) => AddressScopes.Of(address.GetAddressBytes());
}
