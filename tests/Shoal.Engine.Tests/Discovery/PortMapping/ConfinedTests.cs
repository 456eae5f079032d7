using System.Net;
using System.Net.Sockets;
using Shoal.Engine.Discovery.PortMapping;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Discovery.PortMapping;

public sealed class ConfinedTests
{
    [Fact]
    public async Task An_engine_on_loopback_asks_no_gateway_whatever_its_options_say()
    {
        await using var engine = await ShoalEngine.StartAsync(new EngineOptions
        {
            ListenOn = [new(IPAddress.Loopback, 0), new(IPAddress.IPv6Loopback, 0)], Discovery = new DiscoveryOptions { UsePortMapping = true },
        });

        Assert.Empty(engine.PortMappings);
        Assert.True(engine.PortMappingTriedAsync().IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void There_is_no_gateway_for_what_listens_on_loopback_or_nowhere(AddressFamily family)
    {
        Assert.Null(new GatewayFinder([new(IPAddress.Loopback, 1), new(IPAddress.IPv6Loopback, 1)]).Find(family));
        Assert.Null(new GatewayFinder([]).Find(family));
    }

    [Fact]
    public void There_is_no_gateway_for_an_address_that_is_not_ours() =>
        Assert.Null(new GatewayFinder([new(IPAddress.Parse("203.0.113.77"), 1)]).Find(AddressFamily.InterNetwork));
}
