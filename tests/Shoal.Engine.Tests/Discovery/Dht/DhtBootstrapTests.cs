using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.Dht;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery.Dht;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Discovery.Dht;

public sealed class DhtBootstrapTests
{
    private readonly List<string> _asked = [];

    [Fact]
    public async Task Hosts_are_looked_up_and_sorted_by_family()
    {
        var bootstrap = Make(isLoopbackOnly: false, new HostPort("router.test", 6881), new HostPort("203.0.113.9", 1), new HostPort("2001:db8::9", 2));

        Assert.Equal(["198.51.100.7:6881", "203.0.113.9:1"], (await bootstrap.FindAsync(isV6: false, default)).Select(node => node.ToString()));
        Assert.Equal(["[2001:db8::7]:6881", "[2001:db8::9]:2"], (await bootstrap.FindAsync(isV6: true, default)).Select(node => node.ToString()));
    }

    [Fact]
    public async Task A_name_nobody_knows_is_left_out() =>
        Assert.Equal(["203.0.113.9:1"], (await Make(false, new HostPort("gone.test", 1), new HostPort("203.0.113.9", 1)).FindAsync(false, default)).Select(node => node.ToString()));

    [Fact]
    public async Task On_loopback_no_name_is_looked_up()
    {
        var found = await Make(isLoopbackOnly: true, new HostPort("router.test", 6881), new HostPort("127.0.0.1", 9)).FindAsync(isV6: false, default);

        Assert.Equal(["127.0.0.1:9"], found.Select(node => node.ToString()));
        Assert.Empty(_asked);
    }

    private DhtBootstrap Make(bool isLoopbackOnly, params HostPort[] hosts) => new(
        new DhtSetup
        {
            Time = TimeProvider.System,
            Log = NullLogger.Instance,
            External = new ExternalAddress(),
            Bootstrap = hosts,
            Rules = new DhtOptions { IsLoopbackOnly = isLoopbackOnly },
        },
        new HostResolver((host, _) =>
        {
            _asked.Add(host);
            return host == "router.test"
                ? Task.FromResult<IPAddress[]>([IPAddress.Parse("198.51.100.7"), IPAddress.Parse("2001:db8::7")])
                : throw new SocketException((int)SocketError.HostNotFound);
        }));
}
