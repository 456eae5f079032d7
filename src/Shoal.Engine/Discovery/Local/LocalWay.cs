using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Local;

/// <summary>One interface by one family: a local network to be heard on.</summary>
/// <param name="Interface">Its name in the system.</param>
/// <param name="Index">Its number in the system.</param>
/// <param name="Address">Our address there.</param>
/// <param name="Networks">All networks of that family that it is part of.</param>
/// <param name="IsLoopback">It leads to this machine only.</param>
internal sealed record LocalWay(string Interface, int Index, IPAddress Address, IReadOnlyList<IPNetwork> Networks, bool IsLoopback)
{
    /// <summary>Most ways used; a machine full of containers has more interfaces than people behind them.</summary>
    public const int MaxWays = 32;

    /// <summary>The same way in two listings.</summary>
    public (int Index, IPAddress Address) Key => (Index, Address);

    /// <summary>Is the sender really on this network? What a router let through by mistake is not answered.</summary>
    public bool IsNear(IPAddress sender)
    {
        if (IsLoopback) return IPAddress.IsLoopback(sender);
        if (sender.AddressFamily != Address.AddressFamily || AddressPolicy.ScopeOf(sender) <= AddressScope.Loopback) return false;
        if (sender.IsIPv6LinkLocal) return true;
        foreach (var network in Networks)
            if (network.Contains(sender)) return true;
        return false;
    }

    /// <summary>The ways on which somebody who finds us can dial us: every interface with an address that is listened on.</summary>
    public static IReadOnlyList<LocalWay> List(IReadOnlyList<IPEndPoint> listeningOn)
    {
        var ways = new List<LocalWay>();
        foreach (var card in NetworkInterface.GetAllNetworkInterfaces())
        {
            var isLoopback = card.NetworkInterfaceType == NetworkInterfaceType.Loopback;
            if (card.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown) || !(card.SupportsMulticast || isLoopback)) continue;
            foreach (var family in new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 })
                if (TryFind(card, family, isLoopback, listeningOn) is { } way) ways.Add(way);
        }

        // Linux routes no IPv6 multicast on loopback, and IPv4 leads to the same programs.
        if (ways.Exists(way => way.IsLoopback && way.Address.AddressFamily == AddressFamily.InterNetwork))
            ways.RemoveAll(way => way.IsLoopback && way.Address.AddressFamily == AddressFamily.InterNetworkV6);
        return ways.Count <= MaxWays ? ways : ways[..MaxWays];
    }

    private static LocalWay? TryFind(NetworkInterface card, AddressFamily family, bool isLoopback, IReadOnlyList<IPEndPoint> listeningOn)
    {
        try
        {
            var properties = card.GetIPProperties();
            var all = properties.UnicastAddresses.Where(entry => entry.Address.AddressFamily == family).ToList();
            var own = all.Find(entry => listeningOn.Any(listened => Covers(listened.Address, entry, isLoopback)));
            if (own is null) return null;
            var index = family == AddressFamily.InterNetwork ? properties.GetIPv4Properties().Index : properties.GetIPv6Properties().Index;
            return new LocalWay(card.Name, index, own.Address, [.. all.Select(NetworkOf)], isLoopback);
        }
        catch (NetworkInformationException)
        {
            return null;   // expected: the interface went away, or has not got the family
        }
    }

    private static bool Covers(IPAddress listened, UnicastIPAddressInformation entry, bool isLoopback) =>
        listened.AddressFamily == entry.Address.AddressFamily
        && (listened.Equals(IPAddress.Any) || listened.Equals(IPAddress.IPv6Any) || listened.Equals(entry.Address) || (isLoopback && IPAddress.IsLoopback(listened)));

    private static IPNetwork NetworkOf(UnicastIPAddressInformation entry)
    {
        var bytes = entry.Address.GetAddressBytes();
        for (var bit = entry.PrefixLength; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), entry.PrefixLength);
    }
}
