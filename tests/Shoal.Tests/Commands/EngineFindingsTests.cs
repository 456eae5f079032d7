using System.Net;
using Shoal.Commands.Doctor;
using Shoal.Core.PortMapping;
using Shoal.Engine.Sessions;

namespace Shoal.Commands;

public sealed class EngineFindingsTests
{
    private static readonly IPAddress Router = IPAddress.Parse("192.168.1.1");
    private static readonly IPAddress[] AtHome = [IPAddress.Loopback, IPAddress.Parse("192.168.1.5")];
    private static readonly PortMappingSnapshot Nothing = new() { Problems = ["no gateway"] };

    private static readonly PortMappingSnapshot Mapped = new()
    {
        Gateway = Router,
        Protocol = "PCP",
        ExternalAddress = IPAddress.Parse("203.0.113.7"),
        Mappings = [new(MappedTransport.Tcp, 6881, 6881, TimeSpan.FromHours(1)), new(MappedTransport.Udp, 6881, 40_000, TimeSpan.FromHours(1))],
    };

    [Fact]
    public void A_mapping_is_told_with_its_ports()
    {
        var found = EngineFindings.OfPortMapping([Mapped, Nothing], AtHome).ToList();
        Assert.Equal(new Finding("port mapping", FindingState.Ok, "IPv4: 192.168.1.1 lets TCP 6881 and UDP 6881 (outside 40000) through, by PCP"), found[0]);
        Assert.Equal(new Finding("port mapping", FindingState.Off, "IPv6: no router found"), found[1]);
    }

    [Fact]
    public void A_router_behind_another_is_told()
    {
        var found = EngineFindings.OfPortMapping([Mapped with { ExternalAddress = IPAddress.Parse("100.64.0.9") }], AtHome).ToList();
        Assert.Equal(FindingState.Warn, found[1].State);
        Assert.Contains("behind another one", found[1].What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_router_that_maps_nothing_is_told_with_what_it_said_and_what_to_do()
    {
        var found = EngineFindings.OfPortMapping([new() { Gateway = Router, Problems = ["PCP: no answer", "UPnP: \x1b[2J"] }], AtHome).Single();
        Assert.Equal((FindingState.Warn, @"IPv4: 192.168.1.1: PCP: no answer; UPnP: \x1b[2J"), (found.State, found.What));
        Assert.StartsWith("Switch on UPnP", found.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_on_the_internet_needs_no_mapping() =>
        Assert.Equal(FindingState.Ok, EngineFindings.OfPortMapping([Nothing], [IPAddress.Parse("8.8.8.8")]).Single().State);

    [Theory]
    [InlineData(0, true, FindingState.Fail)]
    [InlineData(1, true, FindingState.Ok)]
    [InlineData(0, false, FindingState.Off)]
    public void A_DHT_that_nobody_answers_in_is_blocked_unless_there_is_nobody(int nodes, bool canReachOthers, object state)
    {
        var dht = new DhtSnapshot { Nodes = [new() { Address = new IPEndPoint(IPAddress.Any, 1), GoodNodes = nodes, KnownNodes = 9, Searches = 0, StoredTorrents = 0 }] };
        Assert.Equal((FindingState)state, EngineFindings.OfDht(dht, canReachOthers).Single().State);
    }

    [Fact]
    public void One_family_of_two_is_enough_for_the_DHT()
    {
        DhtNodeSnapshot Node(IPAddress address, int good) => new() { Address = new IPEndPoint(address, 1), GoodNodes = good, KnownNodes = 9, Searches = 0, StoredTorrents = 0 };
        var found = EngineFindings.OfDht(new DhtSnapshot { Nodes = [Node(IPAddress.Any, 3), Node(IPAddress.IPv6Any, 0)] }, canReachOthers: true);
        Assert.Equal([FindingState.Ok, FindingState.Off], found.Select(finding => finding.State));
    }

    [Theory]
    [InlineData(4, 4, null, FindingState.Ok)]
    [InlineData(4, 0, null, FindingState.Warn)]
    [InlineData(0, 0, "No such device", FindingState.Warn)]
    public void Multicast_that_does_not_come_back_is_blocked(long sent, long heard, string? problem, object state)
    {
        var local = new LocalDiscoverySnapshot
        {
            Interfaces = [new() { Name = "eth0", Address = AtHome[1], Group = new IPEndPoint(IPAddress.Parse("239.192.152.143"), 6771), PacketsSent = sent, PacketsReceived = heard, Problem = problem }],
        };
        Assert.Equal((FindingState)state, EngineFindings.OfLocal(local).Single().State);
    }

    [Fact]
    public void A_machine_with_loopback_alone_is_offline_and_that_is_in_the_way_unless_it_is_meant()
    {
        (string, IReadOnlyList<IPAddress>)[] lonely = [("lo", [IPAddress.Loopback, IPAddress.IPv6Loopback]), ("eth0", [IPAddress.Parse("fe80::1")])];
        Assert.Contains(NetworkFindings.Of(lonely, isConfined: false), finding => finding.State == FindingState.Fail && finding.What.StartsWith("offline", StringComparison.Ordinal));
        Assert.DoesNotContain(NetworkFindings.Of(lonely, isConfined: true), finding => finding.State == FindingState.Fail);
        Assert.DoesNotContain(NetworkFindings.Of([.. lonely, ("wlan0", [AtHome[1]])], isConfined: false), finding => finding.State == FindingState.Fail);
    }
}
