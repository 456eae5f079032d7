using System.Net;
using System.Net.Sockets;

namespace Shoal.Interop.Namespaces;

/// <summary>The ground that other tests stand on: hosts reach each other, and nobody else.</summary>
public sealed class NamespaceNetworkTests
{
    [NeedsTheory(Programs.Namespaces)]
    [InlineData("10.77.0.1", "10.77.0.2")]
    [InlineData("fd77::1", "fd77::2")]
    public async Task Two_hosts_of_a_network_reach_each_other(string here, string there)
    {
        using var network = new NamespaceNetwork();
        var (a, b) = (network.AddHost(here), network.AddHost(there));
        using var listener = b.Inside(() => Listen(b.Address));
        using var dialer = a.Inside(() => new Socket(a.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));

        await dialer.ConnectAsync(listener.LocalEndPoint!).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(a.Address, ((IPEndPoint)dialer.LocalEndPoint!).Address);
    }

    [NeedsFact(Programs.Namespaces)]
    public async Task A_router_joins_two_networks()
    {
        using var inside = new NamespaceNetwork();
        using var outside = new NamespaceNetwork();
        var (a, router, b) = (inside.AddHost("10.77.0.1"), inside.AddHost("10.77.0.254"), outside.AddHost("198.51.100.7"));
        outside.Plug(router, "198.51.100.1");
        router.Forward();
        a.RouteBy("10.77.0.254");
        b.RouteBy("198.51.100.1");
        using var listener = b.Inside(() => Listen(b.Address));
        using var dialer = a.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

        await dialer.ConnectAsync(listener.LocalEndPoint!).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(dialer.Connected);
    }

    [NeedsFact(Programs.Namespaces)]
    public async Task A_program_runs_on_its_host_and_sees_nothing_else()
    {
        using var network = new NamespaceNetwork();
        var host = network.AddHost("10.77.0.1");

        await using var program = host.Run("ip", ["-o", "-4", "address"], TimeSpan.FromSeconds(10));

        Assert.Equal(0, await program.WaitForExitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(2, program.Said.Count);
        Assert.Contains(program.Said, line => line.Contains("inet 10.77.0.1/24", StringComparison.Ordinal));
    }

    [NeedsFact(Programs.Namespaces)]
    public void Nothing_is_left_when_a_network_ends()
    {
        string name;
        using (var network = new NamespaceNetwork())
        {
            var host = network.AddHost("10.77.0.1");
            host.Throttle(1 << 20);
            name = host.Name;
            Assert.Contains(name, IpTool.Run("netns", "list"), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(name, IpTool.Run("netns", "list"), StringComparison.Ordinal);
    }

    private static Socket Listen(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }
}
