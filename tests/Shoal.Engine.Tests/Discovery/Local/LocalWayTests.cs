using System.Net;
using System.Net.Sockets;
using Shoal.Engine.Discovery.Local;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Discovery.Local;

public class LocalWayTests
{
    private static readonly LocalWay Lan = new("eth7", 7, IPAddress.Parse("192.168.1.20"), [IPNetwork.Parse("192.168.1.0/24"), IPNetwork.Parse("203.0.113.0/26")], false);
    private static readonly LocalWay Lan6 = new("eth7", 7, IPAddress.Parse("fd77::1"), [IPNetwork.Parse("fd77::/64")], false);

    [Fact]
    public void Who_listens_on_loopback_alone_is_found_on_loopback_alone()
    {
        var ways = LocalWay.List([new IPEndPoint(IPAddress.Loopback, 6881)]);

        Assert.True(Assert.Single(ways).IsLoopback);
        Assert.Equal(IPAddress.Loopback, ways[0].Address);
    }

    [Fact]
    public void Who_listens_everywhere_is_found_on_this_machine_too() =>
        Assert.Contains(LocalWay.List([new IPEndPoint(IPAddress.Any, 6881)]), way => way.IsLoopback);

    [Fact]
    public void On_loopback_one_family_is_enough()
    {
        var ways = LocalWay.List([new IPEndPoint(IPAddress.Any, 6881), new IPEndPoint(IPAddress.IPv6Any, 6881)]);

        Assert.Single(ways, way => way.IsLoopback);
    }

    [Fact]
    public void Who_listens_on_no_address_of_this_machine_is_found_nowhere() =>
        Assert.Empty(LocalWay.List([new IPEndPoint(IPAddress.Parse("203.0.113.77"), 6881)]));

    [Theory]
    [InlineData("192.168.1.7", true)]
    [InlineData("203.0.113.63", true)]
    [InlineData("203.0.113.64", false)]
    [InlineData("192.168.2.7", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("fd77::7", false)]
    public void A_sender_from_elsewhere_is_not_near(string sender, bool isNear) => Assert.Equal(isNear, Lan.IsNear(IPAddress.Parse(sender)));

    [Theory]
    [InlineData("fd77::7", true)]
    [InlineData("fe80::7%7", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::1", false)]
    public void The_same_in_IPv6(string sender, bool isNear) => Assert.Equal(isNear, Lan6.IsNear(IPAddress.Parse(sender)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("192.168.1.7", false)]
    public void Loopback_hears_this_machine_only(string sender, bool isNear) => Assert.Equal(isNear, GroupListener.Loopback.IsNear(IPAddress.Parse(sender)));

    [Fact]
    public void A_bound_factory_joins_no_group_on_another_interface()
    {
        var group = GroupListener.NewGroup().Of(AddressFamily.InterNetwork);
        var factory = new SocketFactory([IPAddress.Parse("127.0.0.9")]);

        Assert.Throws<SocketException>(() => factory.CreateMulticast(group, IPAddress.Loopback, 1));
        using var joined = factory.CreateMulticast(group, IPAddress.Parse("127.0.0.9"), 1);
        Assert.True(joined.IsBound);
    }
}
