using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;
using Shoal.Engine.Discovery.Trackers;

namespace Shoal.Engine.Tests.Discovery;

public class TrackerAnnouncerTests
{
    [Fact]
    public async Task It_says_started_then_regular_then_completed_then_stopped()
    {
        await using var tracker = new FakeHttpTracker();
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        var started = await tracker.NextAnnounceAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working");
        fixture.Clock.Advance(TimeSpan.FromMinutes(30));
        var regular = await tracker.NextAnnounceAsync();
        fixture.Totals = new TransferTotals(7, 8, 0);
        fixture.Announcer.Completed();
        var completed = await tracker.NextAnnounceAsync();
        await fixture.Announcer.StopAsync();
        var stopped = await tracker.NextAnnounceAsync();

        Assert.Equal(AnnounceEvent.Started, started.Event);
        Assert.Equal(AnnouncerFixture.V1, started.InfoHash);
        Assert.Equal((6881, 1L, 2L, 3L, 0xCAFEu, TrackerAnnouncer.NumWant),
            (started.Port, started.Uploaded, started.Downloaded, started.Left, started.Key, started.NumWant));
        Assert.Equal(AnnounceEvent.None, regular.Event);
        Assert.Equal((AnnounceEvent.Completed, 0L), (completed.Event, completed.Left));
        Assert.Equal((AnnounceEvent.Stopped, 0), (stopped.Event, stopped.NumWant));
    }

    [Fact]
    public async Task Both_hashes_of_a_hybrid_are_announced()
    {
        await using var tracker = new FakeHttpTracker();
        await using var fixture = new AnnouncerFixture([[tracker.Url]], new InfoHashes(AnnouncerFixture.V1, AnnouncerFixture.V2));

        fixture.Announcer.Start();
        var hashes = new[] { (await tracker.NextAnnounceAsync()).InfoHash, (await tracker.NextAnnounceAsync()).InfoHash };

        Assert.Equivalent(new[] { AnnouncerFixture.V1, AnnouncerFixture.V2.Truncated }, hashes, strict: true);
    }

    [Fact]
    public async Task Peers_and_counts_of_a_reply_reach_the_torrent()
    {
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Ok(
            [.. "d8:completei5e10:incompletei7e8:intervali900e5:peers6:"u8, 127, 0, 0, 2, 0x1a, 0xe1, (byte)'e']);
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        var peer = await fixture.NextPeerAsync();
        var snapshot = fixture.Announcer.Snapshot().Single();

        Assert.Equal(IPEndPoint.Parse("127.0.0.2:6881"), peer);
        Assert.Equal((tracker.Url, 0, "working", 5, 7), (snapshot.Url, snapshot.Tier, snapshot.Status, snapshot.Seeds, snapshot.Leechers));
    }

    [Fact]
    public async Task Every_tier_is_told_and_within_a_tier_one_that_answers()
    {
        await using var dead = new FakeHttpTracker();
        await using var alive = new FakeHttpTracker();
        await using var other = new FakeHttpTracker();
        dead.Answer = _ => FakeHttpTracker.Ok("d14:failure reason3:owne"u8);
        await using var fixture = new AnnouncerFixture([[dead.Url, alive.Url], [other.Url]]);

        fixture.Announcer.Start();
        await alive.NextAnnounceAsync();
        await other.NextAnnounceAsync();
        await fixture.UntilStatusAsync(alive.Url, s => s == "working");

        Assert.Equal(alive.Url, fixture.Announcer.Snapshot()[0].Url);
    }

    [Fact]
    public async Task A_private_torrent_asks_the_next_tier_only_when_the_first_fails()
    {
        await using var first = new FakeHttpTracker();
        await using var second = new FakeHttpTracker();
        await using var fixture = new AnnouncerFixture([[first.Url], [second.Url]], isPrivate: true);

        fixture.Announcer.Start();
        await first.NextAnnounceAsync();
        await fixture.UntilStatusAsync(first.Url, s => s == "working");
        Assert.False(second.HasUnread);
        first.Answer = _ => FakeHttpTracker.Ok("d14:failure reason2:noe"u8);
        fixture.Clock.Advance(TimeSpan.FromMinutes(30));
        await second.NextAnnounceAsync();
        await fixture.UntilStatusAsync(second.Url, s => s == "working");

        Assert.Equal("refused: no", fixture.Announcer.Snapshot()[0].Status);
    }

    [Fact]
    public async Task A_tracker_that_fails_is_asked_again_after_a_rest()
    {
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Ok("gibberish"u8);
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        await tracker.NextTargetAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "it sent an answer that makes no sense");
        tracker.Answer = _ => FakeHttpTracker.Ok("d8:intervali900e5:peers0:e"u8);
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working", step: TimeSpan.FromSeconds(1));

        Assert.Equal(AnnounceEvent.Started, (await tracker.NextAnnounceAsync()).Event);
    }

    [Fact]
    public async Task Asking_for_peers_waits_for_the_minimum_interval()
    {
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Ok("d8:intervali1800e12:min intervali120e5:peers0:e"u8);
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);
        fixture.Announcer.Start();
        await tracker.NextAnnounceAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working");

        fixture.Announcer.AnnounceNow();
        fixture.Clock.Advance(TimeSpan.FromSeconds(119));
        await Task.Delay(50);
        Assert.False(tracker.HasUnread);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(AnnounceEvent.None, (await tracker.NextAnnounceAsync()).Event);
    }

    [Fact]
    public async Task A_udp_tracker_is_connected_once_and_told_the_path()
    {
        await using var tracker = new FakeUdpTracker { Peers = [127, 0, 0, 3, 0x1a, 0xe1] };
        await using var fixture = new AnnouncerFixture([[tracker.Url]], new InfoHashes(AnnouncerFixture.V1, AnnouncerFixture.V2));

        fixture.Announcer.Start();
        var peer = await fixture.NextPeerAsync();
        await fixture.NextPeerAsync();
        var connect = await tracker.NextAsync();
        var announce = await tracker.NextAsync();
        await tracker.NextAsync();
        var path = new byte[64];
        UdpOptions.TryReadUrlData(announce.AsSpan(UdpAnnounce.RequestSize), path, out var length);
        await fixture.Announcer.StopAsync();
        var stopped = await tracker.NextAsync();

        Assert.Equal(IPEndPoint.Parse("127.0.0.3:6881"), peer);
        Assert.Equal(UdpConnect.RequestSize, connect.Length);
        Assert.Equal("/announce?pass=1"u8.ToArray(), path[..length]);
        Assert.True(UdpAnnounce.TryReadRequest(stopped, out var request) && request.Event == AnnounceEvent.Stopped);
    }

    [Fact]
    public async Task A_udp_message_that_was_lost_is_said_again()
    {
        await using var tracker = new FakeUdpTracker { Drops = 2 };
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        await tracker.NextAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working", step: TimeSpan.FromSeconds(1));

        Assert.Equal(AnnounceEvent.Started, (await tracker.NextAnnounceAsync()).Event);
    }

    [Fact]
    public async Task A_udp_tracker_that_was_restarted_gets_a_new_connect()
    {
        await using var tracker = new FakeUdpTracker();
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);
        fixture.Announcer.Start();
        await tracker.NextAnnounceAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working");

        tracker.ConnectionId = 42;
        fixture.Announcer.Completed();
        var withOldId = await tracker.NextAnnounceAsync();
        var withNewId = await tracker.NextAnnounceAsync();

        Assert.Equal(AnnounceEvent.Completed, withOldId.Event);
        Assert.Equal(AnnounceEvent.Completed, withNewId.Event);
    }

    [Fact]
    public async Task A_dead_udp_tracker_is_waited_for_once_for_all_torrents()
    {
        await using var tracker = new FakeUdpTracker { Drops = 1_000 };
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);
        fixture.Announcer.Start();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "no answer", step: TimeSpan.FromSeconds(1));
        await using var second = fixture.Another([[tracker.Url]]);

        second.Start();

        await AnnouncerFixture.UntilAsync(() => second.Snapshot()[0].Status == "no answer");
    }

    [Fact]
    public async Task Stopping_waits_three_seconds_at_most_for_silent_trackers()
    {
        await using var tracker = new FakeUdpTracker();
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);
        fixture.Announcer.Start();
        await tracker.NextAnnounceAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working");

        tracker.Drops = 1_000;
        var stopping = fixture.Announcer.StopAsync();
        Assert.Equal(AnnounceEvent.Stopped, (await tracker.NextAnnounceAsync()).Event);
        var again = fixture.Announcer.StopAsync();
        Assert.False(stopping.IsCompleted || again.IsCompleted);
        fixture.Clock.Advance(TrackerAnnouncer.StopTimeout);

        await Task.WhenAll(stopping, again).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_tracker_is_announced_to_by_every_family_it_has()
    {
        await using var four = new FakeHttpTracker();
        await using var six = new FakeHttpTracker(new IPEndPoint(IPAddress.IPv6Loopback, four.Address.Port));
        await using var fixture = new AnnouncerFixture(
            [[$"http://both.test:{four.Address.Port}/announce"]],
            resolver: new HostResolver((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback])));

        fixture.Announcer.Start();

        Assert.Equal(AnnounceEvent.Started, (await four.NextAnnounceAsync()).Event);
        Assert.Equal(AnnounceEvent.Started, (await six.NextAnnounceAsync()).Event);
    }

    [Fact]
    public async Task What_is_no_tracker_is_shown_and_never_asked()
    {
        await using var fixture = new AnnouncerFixture([["ftp://a/announce", "http://b/announce?info_hash=x", "nonsense"]]);

        fixture.Announcer.Start();

        Assert.All(fixture.Announcer.Snapshot(), t => Assert.Equal("not a tracker's address", t.Status));
    }

    [Fact]
    public async Task It_may_stop_and_start_again()
    {
        await using var tracker = new FakeHttpTracker();
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        await tracker.NextAnnounceAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working");
        await fixture.Announcer.StopAsync();
        await tracker.NextAnnounceAsync();
        fixture.Announcer.Start();

        Assert.Equal(AnnounceEvent.Started, (await tracker.NextAnnounceAsync()).Event);
    }
}
