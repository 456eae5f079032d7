using System.Net;
using Shoal.Core.PortMapping;

namespace Shoal.Core.Tests.PortMapping;

public class DefaultRoutesTests
{
    private const string V4 = """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        wlan0	00000000	FE01A8C0	0003	0	0	600	00000000	0	0	0
        eth0	00000000	0100000A	0003	0	0	100	00000000	0	0	0
        eth0	0000000A	00000000	0001	0	0	100	00FFFFFF	0	0	0
        tun0	00000000	00000000	0001	0	0	50	00000000	0	0	0
        down0	00000000	0200000A	0002	0	0	1	00000000	0	0	0
        half0	00000000	0300000A	0003	0	0	1	00000080	0	0	0
        """;

    private const string V6 = """
        fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003     eth0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000002 00000100 00000003 00000000 00450003    wlan0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
        """;

    [Fact]
    public void Default_routes_by_a_gateway_come_the_lowest_metric_first() => Assert.Equal(
        [new Route("eth0", IPAddress.Parse("10.0.0.1"), 100), new Route("wlan0", IPAddress.Parse("192.168.1.254"), 600)], DefaultRoutes.ReadV4(V4));

    [Fact]
    public void The_same_for_IPv6() => Assert.Equal(
        [new Route("wlan0", IPAddress.Parse("fe80::2"), 0x100), new Route("eth0", IPAddress.Parse("fe80::1"), 0x400)], DefaultRoutes.ReadV6(V6));

    [Fact]
    public void Tables_cut_anywhere_never_throw()
    {
        for (var length = 0; length < V4.Length; length++) DefaultRoutes.ReadV4(V4[..length]);
        for (var length = 0; length < V6.Length; length++) DefaultRoutes.ReadV6(V6[..length]);
    }

    [Fact]
    public void A_table_without_end_is_cut()
    {
        var text = string.Concat(Enumerable.Repeat("eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\n", 1_000));
        Assert.Equal(DefaultRoutes.MaxRoutes, DefaultRoutes.ReadV4(text).Count);
    }
}
