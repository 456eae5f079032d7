using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Primitives;

public class AddressVotesTests
{
    private static readonly IPAddress Ours = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Other = IPAddress.Parse("198.51.100.9");
    private static readonly IPAddress OursV6 = IPAddress.Parse("2001:db8::7");

    private readonly AddressVotes _votes = new();

    [Fact]
    public void Nobody_knows_anything_at_first()
    {
        Assert.Null(_votes.V4);
        Assert.Equal(0, _votes.Voters(Ours));
    }

    [Fact]
    public void The_first_voter_is_believed_until_others_speak()
    {
        Assert.True(_votes.Vote(Voter(1), Ours));
        Assert.False(_votes.Vote(Voter(2), Ours));
        Assert.Equal(Ours, _votes.V4);
        Assert.Equal(2, _votes.Supporters(Ours));
    }

    [Fact]
    public void A_tie_changes_nothing_and_one_vote_more_does()
    {
        _votes.Vote(Voter(1), Ours);
        Assert.False(_votes.Vote(Voter(2), Other));
        Assert.Equal(Ours, _votes.V4);

        Assert.True(_votes.Vote(Voter(3), Other));
        Assert.Equal(Other, _votes.V4);
    }

    [Fact]
    public void One_voter_has_one_vote_however_often_it_speaks()
    {
        _votes.Vote(Voter(1), Ours);
        _votes.Vote(Voter(2), Ours);
        for (var i = 0; i < 100; i++) Assert.False(_votes.Vote(Voter(3), Other));
        Assert.Equal(3, _votes.Voters(Ours));
    }

    [Fact]
    public void A_network_of_64_bits_is_one_voter()
    {
        _votes.Vote(Voter(1), Ours);
        _votes.Vote(Voter(2), Ours);
        for (var i = 1; i < 100; i++) _votes.Vote(IPAddress.Parse($"2001:db8:1:1::{i:x}"), Other);
        Assert.Equal(Ours, _votes.V4);
        Assert.Equal(3, _votes.Voters(Ours));
    }

    [Fact]
    public void Families_are_voted_for_apart_whoever_votes()
    {
        _votes.Vote(Voter(1), Ours);
        _votes.Vote(Voter(1), OursV6);
        _votes.Vote(IPAddress.Parse("2001:db8:1::1"), Ours);
        Assert.Equal(Ours, _votes.V4);
        Assert.Equal(OursV6, _votes.V6);
    }

    [Fact]
    public void Mapped_addresses_are_the_addresses_inside()
    {
        _votes.Vote(Voter(1).MapToIPv6(), Ours.MapToIPv6());
        _votes.Vote(Voter(1), Ours);
        Assert.Equal(Ours, _votes.V4);
        Assert.Equal(1, _votes.Voters(Ours));
    }

    [Fact]
    public void After_a_move_the_new_address_wins_when_it_has_most_of_the_recent_voters()
    {
        for (var i = 0; i < AddressVotes.MaxVoters; i++) _votes.Vote(Voter(i), Ours);
        for (var i = 0; i < AddressVotes.MaxVoters / 2; i++) Assert.False(_votes.Vote(Voter(100 + i), Other));

        Assert.True(_votes.Vote(Voter(200), Other));
        Assert.Equal(AddressVotes.MaxVoters, _votes.Voters(Ours));
    }

    [Fact]
    public void A_cleared_box_is_as_new()
    {
        _votes.Vote(Voter(1), Ours);
        _votes.Clear();
        Assert.Null(_votes.V4);
        Assert.True(_votes.Vote(Voter(2), Ours));
    }

    private static IPAddress Voter(int number) => new([192, 0, 2, (byte)number]);
}
