using System.Net;
using System.Net.Sockets;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Network;

public class ExternalAddressTests
{
    private readonly ExternalAddress _address = new();

    [Theory]
    [InlineData("192.168.1.7", "203.0.113.7")]
    [InlineData("8.8.8.8", "192.168.1.5")]
    [InlineData("8.8.8.8", "100.64.0.9")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public void A_vote_that_does_not_come_from_the_internet_or_names_nothing_there_is_not_heard(string voter, string said)
    {
        _address.Vote(IPAddress.Parse(voter), IPAddress.Parse(said));
        Assert.Null(_address.Of(AddressFamily.InterNetwork));
    }

    [Fact]
    public void A_router_of_ours_is_heard_unless_it_stands_behind_another()
    {
        _address.VoteOfRouter(IPAddress.Parse("192.168.1.1"), IPAddress.Parse("10.1.1.1"));
        Assert.Null(_address.Of(AddressFamily.InterNetwork));

        _address.VoteOfRouter(IPAddress.Parse("192.168.1.1"), IPAddress.Parse("203.0.113.7"));
        Assert.Equal(IPAddress.Parse("203.0.113.7"), _address.Of(AddressFamily.InterNetwork));
    }

    [Fact]
    public void After_a_move_nothing_is_known()
    {
        _address.Vote(IPAddress.Parse("8.8.8.8"), IPAddress.Parse("2001:db8::1"));
        Assert.NotNull(_address.Of(AddressFamily.InterNetworkV6));

        _address.Forget();

        Assert.Null(_address.Of(AddressFamily.InterNetworkV6));
    }
}
