using System.Net;
using Shoal.Core.Rooms;

namespace Shoal.Core.Tests.Rooms;

public class RoomGateTests
{
    private readonly RoomGate _gate = new();

    private static IPAddress Host(int number) => new([10, 0, (byte)(number >> 8), (byte)number]);

    [Fact]
    public void The_fifth_wrong_password_of_an_address_is_its_last_for_a_while()
    {
        for (var i = 0; i < RoomGate.StrikesMax; i++)
        {
            Assert.True(_gate.Allows(Host(1), TimeSpan.Zero));
            _gate.Strike(Host(1), TimeSpan.Zero);
        }

        Assert.False(_gate.Allows(Host(1), RoomGate.Period - TimeSpan.FromSeconds(1)));
        Assert.True(_gate.Allows(Host(2), TimeSpan.Zero));
        Assert.True(_gate.Allows(Host(1), RoomGate.Period));
    }

    [Fact]
    public void A_network_of_IPv6_is_one_address()
    {
        for (var i = 0; i < RoomGate.StrikesMax; i++) _gate.Strike(IPAddress.Parse($"2001:db8::{i + 1}"), TimeSpan.Zero);

        Assert.False(_gate.Allows(IPAddress.Parse("2001:db8::ffff"), TimeSpan.Zero));
        Assert.True(_gate.Allows(IPAddress.Parse("2001:db8:0:1::1"), TimeSpan.Zero));
    }

    [Fact]
    public void Many_addresses_together_have_a_limit_too_and_members_do_not_feel_it()
    {
        _gate.Prove(Host(1), TimeSpan.Zero);
        for (var i = 0; i < 10_000; i++)
            if (_gate.Allows(Host(100 + i), TimeSpan.Zero)) _gate.Strike(Host(100 + i), TimeSpan.Zero);

        Assert.True(_gate.Allows(Host(1), TimeSpan.Zero));
        Assert.False(_gate.Allows(Host(20_000), TimeSpan.Zero));
        Assert.True(_gate.Allows(Host(20_000), RoomGate.Period));
    }

    [Fact]
    public void Who_proves_the_password_has_no_strikes_any_more()
    {
        for (var i = 0; i < RoomGate.StrikesMax - 1; i++) _gate.Strike(Host(1), TimeSpan.Zero);
        _gate.Prove(Host(1), TimeSpan.Zero);
        _gate.Strike(Host(1), TimeSpan.Zero);

        Assert.True(_gate.Allows(Host(1), TimeSpan.Zero));
    }
}
