using System.Net;
using Shoal.Core.PeerWire;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Network;

public class DialOrderTests
{
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("93.184.216.34:6881");

    private readonly ExternalAddress _external = new();
    private readonly DialOrder _order;

    public DialOrderTests() => _order = new DialOrder(_external, () => 7000, TimeProvider.System);

    [Fact]
    public void Peers_of_the_internet_are_ranked_by_the_address_they_see_once_it_is_known()
    {
        Assert.Null(_order.PriorityOf(Stranger));

        _external.Vote(IPAddress.Parse("8.8.8.8"), IPAddress.Parse("81.2.69.142"));

        Assert.Equal(PeerPriority.Compute(IPEndPoint.Parse("81.2.69.142:7000"), Stranger), _order.PriorityOf(Stranger));
    }

    [Fact]
    public void Peers_on_this_machine_are_ranked_by_port()
    {
        var peer = new IPEndPoint(IPAddress.Loopback, 7001);

        Assert.Equal(PeerPriority.Compute(new IPEndPoint(IPAddress.Loopback, 7000), peer), _order.PriorityOf(peer));
    }

    [Fact]
    public void A_network_that_we_are_no_part_of_has_no_rank() => Assert.Null(_order.PriorityOf(IPEndPoint.Parse("10.213.47.11:6881")));
}
