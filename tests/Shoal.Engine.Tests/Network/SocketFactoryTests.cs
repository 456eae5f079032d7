using System.Net;
using System.Net.Sockets;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Network;

public class SocketFactoryTests
{
    [Fact]
    public async Task What_it_dials_reaches_what_it_listens_on()
    {
        var factory = new SocketFactory();
        using var listener = factory.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var dialled = factory.CreateTcp(AddressFamily.InterNetwork);

        await dialled.ConnectAsync(listener.LocalEndPoint!);
        using var accepted = await listener.AcceptAsync();

        Assert.True(dialled.NoDelay);
        Assert.Equal(dialled.LocalEndPoint, accepted.RemoteEndPoint);
    }

    [Fact]
    public async Task A_bound_factory_dials_from_its_address()
    {
        var from = IPAddress.Parse("127.0.0.9");
        using var listener = new SocketFactory().Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var dialled = new SocketFactory([from]).CreateTcp(AddressFamily.InterNetwork);

        await dialled.ConnectAsync(listener.LocalEndPoint!);
        using var accepted = await listener.AcceptAsync();

        Assert.Equal(from, ((IPEndPoint)accepted.RemoteEndPoint!).Address);
    }

    [Fact]
    public void A_bound_factory_narrows_any_to_its_address()
    {
        var from = IPAddress.Parse("127.0.0.9");
        var factory = new SocketFactory([from]);
        using var listener = factory.Listen(new IPEndPoint(IPAddress.Any, 0));
        using var udp = factory.CreateUdp(AddressFamily.InterNetwork);

        Assert.Equal(from, ((IPEndPoint)listener.LocalEndPoint!).Address);
        Assert.Equal(from, ((IPEndPoint)udp.LocalEndPoint!).Address);
    }

    [Fact]
    public void A_family_without_a_bind_address_gets_no_socket()
    {
        var factory = new SocketFactory([IPAddress.Loopback]);

        Assert.False(factory.Allows(AddressFamily.InterNetworkV6));
        Assert.Throws<SocketException>(() => factory.CreateTcp(AddressFamily.InterNetworkV6));
        Assert.Throws<SocketException>(() => factory.CreateUdp(AddressFamily.InterNetworkV6));
        Assert.Throws<SocketException>(() => factory.Listen(new IPEndPoint(IPAddress.IPv6Loopback, 0)));
    }

    [Fact]
    public void An_address_that_went_away_gets_no_socket()
    {
        var factory = new SocketFactory([IPAddress.Parse("192.0.2.1")]);

        Assert.Throws<SocketException>(() => factory.CreateTcp(AddressFamily.InterNetwork));
        Assert.Throws<SocketException>(() => factory.CreateUdp(AddressFamily.InterNetwork));
    }

    [Fact]
    public void Both_families_may_listen_on_one_port()
    {
        var factory = new SocketFactory();
        if (!factory.Allows(AddressFamily.InterNetworkV6)) return;
        using var six = factory.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = ((IPEndPoint)six.LocalEndPoint!).Port;

        using var four = factory.Listen(new IPEndPoint(IPAddress.Any, port));

        Assert.Equal(port, ((IPEndPoint)four.LocalEndPoint!).Port);
    }
}
