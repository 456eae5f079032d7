using System.Net;
using Shoal.Core.LocalDiscovery;

namespace Shoal.Core.Tests.LocalDiscovery;

public class AnnounceTimetableTests
{
    private static readonly IPEndPoint Peer = new(IPAddress.Parse("10.0.0.2"), 6881);

    private readonly AnnounceTimetable _table = new(AnnounceRhythm.Torrent, jitter: 0.5);

    [Fact]
    public void A_burst_comes_first_then_an_announce_every_five_minutes()
    {
        _table.Start(At(100));

        var sent = Run(until: 100 + 700);

        Assert.Equal([100, 100.5, 102, 106, 406, 706], sent);
    }

    [Fact]
    public void A_newcomer_is_answered_at_once_and_only_once()
    {
        _table.Start(At(0));
        Run(until: 60);

        Assert.True(_table.Hear(Peer, "a", At(60)));
        Assert.Equal(At(60.1), _table.DueAt);
        _table.OnSent(At(60.1));
        Assert.False(_table.Hear(Peer, "a", At(60.5)));
        Assert.True(_table.Hear(Peer, "a", At(71)));

        Assert.Equal(At(360.1), _table.DueAt);
    }

    [Fact]
    public void The_next_run_of_a_program_at_the_same_address_is_a_newcomer()
    {
        _table.Start(At(0));
        Run(until: 60);
        _table.Hear(Peer, "a", At(60));
        _table.OnSent(At(61));

        Assert.True(_table.Hear(Peer, "b", At(63)));

        Assert.Equal(At(63.1), _table.DueAt);
    }

    [Fact]
    public void Who_was_heard_just_after_an_announce_waits_for_a_second_at_most()
    {
        _table.Start(At(0));
        Run(until: 60);
        _table.Hear(Peer, "a", At(60));
        _table.OnSent(At(60));

        _table.Hear(new IPEndPoint(Peer.Address, 2), "b", At(60.1));

        Assert.Equal(At(61), _table.DueAt);
    }

    [Fact]
    public void A_crowd_of_newcomers_is_answered_six_times_a_minute()
    {
        _table.Start(At(0));
        Run(until: 60);
        var answers = 0;
        for (var second = 60.0; second < 120; second += 0.25)
        {
            _table.Hear(new IPEndPoint(Peer.Address, (int)(second * 4)), "", At(second));
            if (_table.DueAt > At(second)) continue;
            _table.OnSent(At(second));
            answers++;
        }

        Assert.InRange(answers, 6, 12);   // six at once, and six that came back during the minute
    }

    [Fact]
    public void Somebody_who_lacks_peers_asks_again_once_a_minute()
    {
        _table.Start(At(0));
        var sent = Run(until: 200, each: now => _table.AskNow(now));

        Assert.Equal([0, 0.5, 2, 6, 66, 126, 186], sent);
    }

    [Fact]
    public void A_faster_rhythm_is_kept_for_who_asks_for_it()
    {
        var table = new AnnounceTimetable(new AnnounceRhythm { Burst = [TimeSpan.Zero, At(1)], Interval = At(10) });
        table.Start(At(0));

        Assert.Equal([0, 1, 11, 21, 31], Run(table, until: 40));
    }

    [Fact]
    public void A_burst_without_order_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AnnounceRhythm { Burst = [At(2), At(1)] });

    [Fact]
    public void Peers_remembered_have_their_limit()
    {
        _table.Start(At(0));
        for (var port = 1; port <= AnnounceTimetable.MaxHeard + 1; port++) Assert.True(_table.Hear(new IPEndPoint(Peer.Address, port), "", At(1)));

        Assert.True(_table.Hear(new IPEndPoint(Peer.Address, 1), "", At(1)));   // forgotten, so new again
        Assert.False(_table.Hear(new IPEndPoint(Peer.Address, AnnounceTimetable.MaxHeard), "", At(1)));
    }

    [Fact]
    public void A_source_that_floods_is_heard_to_its_limit_and_others_go_on()
    {
        var limits = new HearingLimits();

        var heard = Enumerable.Range(0, 1_000).Count(_ => limits.Allow(Peer.Address, At(1)));

        Assert.Equal(HearingLimits.SourceBurst, heard);
        Assert.True(limits.Allow(IPAddress.Parse("10.0.0.3"), At(1)));
        Assert.True(limits.Allow(Peer.Address, At(2)));
    }

    [Fact]
    public void All_sources_together_have_a_limit_too()
    {
        var limits = new HearingLimits();

        var heard = Enumerable.Range(0, 10_000).Count(i => limits.Allow(new IPAddress([10, 1, (byte)(i >> 8), (byte)i]), At(1)));

        Assert.Equal(HearingLimits.TotalBurst, heard);
    }

    // Sends whenever it is due; returns when that was, in seconds.
    private List<double> Run(double until, Action<TimeSpan>? each = null) => Run(_table, until, each);

    private static List<double> Run(AnnounceTimetable table, double until, Action<TimeSpan>? each = null)
    {
        var sent = new List<double>();
        for (; table.DueAt < At(until); each?.Invoke(table.DueAt))
        {
            var now = table.DueAt;
            sent.Add(now.TotalSeconds);
            table.OnSent(now);
            each?.Invoke(now);
        }

        return sent;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
