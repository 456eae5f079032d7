using Shoal.Core.Dht;
using Shoal.Core.Primitives;
using Shoal.Engine.Discovery;
using Shoal.Engine.Discovery.Dht;

namespace Shoal.Engine.Tests.Discovery.Dht;

public sealed class DhtPeerSearchTests
{
    private readonly DhtPeerSearch _search = new(null!, new SwarmInterest { Names = [], Port = 6881, IsSeed = () => true, OnPeers = _ => { } });

    [Fact]
    public void It_begins_at_once_and_again_every_fifteen_minutes()
    {
        Assert.True(_search.TryBegin(TimeSpan.FromSeconds(1)));
        Assert.False(_search.TryBegin(TimeSpan.FromMinutes(15)));
        Assert.True(_search.TryBegin(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void While_it_runs_it_does_not_begin_again()
    {
        _search.TryBegin(TimeSpan.FromSeconds(1));
        _search.Running = 1;
        Assert.False(_search.TryBegin(TimeSpan.FromHours(1)));

        _search.OnEnded(Report(stored: 8));

        Assert.True(_search.TryBegin(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void When_peers_are_short_it_begins_sooner_and_ever_more_rarely()
    {
        var begun = 0;
        for (var second = 1; second <= 3_600; second++)
        {
            _search.AskNow();
            if (_search.TryBegin(TimeSpan.FromSeconds(second))) begun++;
        }

        Assert.InRange(begun, 15, 20);   // after 5, 10, 20 ... seconds, then every 5 minutes
    }

    [Fact]
    public void An_announce_that_few_took_is_repeated_soon()
    {
        _search.TryBegin(TimeSpan.FromSeconds(1));
        _search.Running = 1;
        _search.OnEnded(Report(stored: 1));

        Assert.False(_search.TryBegin(TimeSpan.FromSeconds(5)));
        Assert.True(_search.TryBegin(TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void What_is_announced_says_port_and_seed() =>
        Assert.Equal(new PeerSearchTerms(6881, IsSeed: true), _search.Terms());

    private static SearchReport Report(int stored) => new(Asked: 20, Answered: 10, Hops: 3, Stored: stored);
}
