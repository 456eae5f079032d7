using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Trackers;

public class TrackerChainTests
{
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    [Fact]
    public void A_tier_is_shuffled_and_tiers_keep_their_order()
    {
        var orders = new HashSet<string>();
        for (var seed = 0; seed < 50; seed++)
        {
            var chain = Chain(seed, 0, 0, 0, 1, 1);
            Assert.Equal([0, 0, 0, 1, 1], chain.Trackers.Select(t => t.Tier));
            orders.Add(string.Join(' ', chain.Trackers.Select(t => t.Url)));
        }

        Assert.True(orders.Count > 5);
    }

    [Fact]
    public void The_one_that_answers_moves_to_the_front_of_its_tier()
    {
        var chain = Chain(1, 0, 0, 1, 1);
        chain.Start(TimeSpan.Zero);
        Fail(chain, 3);

        Assert.True(chain.TryBegin(TimeSpan.Zero, out var last, out _));
        chain.Succeeded(last, AnnounceEvent.Started, TimeSpan.Zero, HalfHour, null);

        Assert.Same(last, chain.Trackers[2]);
        Assert.Equal(HalfHour, chain.DueAt);
        Assert.True(chain.TryBegin(HalfHour, out var next, out _));
        Assert.Same(chain.Trackers[0], next);
    }

    [Fact]
    public void Rests_double_from_15_seconds_to_half_an_hour()
    {
        var chain = Chain(2, 0);
        var now = TimeSpan.Zero;
        chain.Start(now);
        double[] expected = [15, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800];
        foreach (var rest in expected)
        {
            Assert.True(chain.TryBegin(now, out var tracker, out _));
            Assert.Null(chain.DueAt);
            chain.Failed(tracker, now);
            var wait = (chain.DueAt!.Value - now).TotalSeconds;
            Assert.InRange(wait, rest * 0.8, rest * 1.2);
            Assert.False(chain.TryBegin(chain.DueAt.Value - TimeSpan.FromTicks(1), out _, out _));
            now = chain.DueAt.Value;
        }
    }

    [Theory]
    [InlineData(0, null, 1800)]
    [InlineData(1, null, 10)]
    [InlineData(100_000, null, 86_400)]
    [InlineData(900, 60, 900)]
    [InlineData(900, 1200, 1200)]
    [InlineData(900, 1_000_000, 86_400)]
    public void Intervals_are_followed_within_bounds(int interval, int? least, int expected)
    {
        var chain = Chain(3, 0);
        chain.Start(TimeSpan.Zero);
        chain.TryBegin(TimeSpan.Zero, out var tracker, out _);

        chain.Succeeded(
            tracker, AnnounceEvent.Started, TimeSpan.Zero, TimeSpan.FromSeconds(interval), least is { } s ? TimeSpan.FromSeconds(s) : null);

        Assert.Equal(TimeSpan.FromSeconds(expected), chain.DueAt);
    }

    [Fact]
    public void Asking_now_waits_for_the_minimum_interval_and_completed_does_not()
    {
        var chain = Chain(4, 0);
        chain.Start(TimeSpan.Zero);
        chain.TryBegin(TimeSpan.Zero, out var tracker, out _);
        chain.Succeeded(tracker, AnnounceEvent.Started, TimeSpan.Zero, HalfHour, TimeSpan.FromMinutes(5));

        chain.AskNow(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(5), chain.DueAt);
        chain.Complete(TimeSpan.FromMinutes(2));
        Assert.True(chain.TryBegin(TimeSpan.FromMinutes(2), out _, out var announced));

        Assert.Equal(AnnounceEvent.Completed, announced);
    }

    [Fact]
    public void Asking_now_again_and_again_waits_twice_as_long_each_time()
    {
        var chain = Chain(9, 0);
        var now = TimeSpan.Zero;
        var answers = new List<double>();
        chain.Start(now);
        for (; now < TimeSpan.FromHours(1); now += TimeSpan.FromSeconds(1))
        {
            chain.AskNow(now);
            if (!chain.TryBegin(now, out var tracker, out var announced)) continue;
            answers.Add(now.TotalMinutes);
            chain.Succeeded(tracker, announced, now, HalfHour, null);
        }

        Assert.Equal([0, 1, 3, 7, 15, 31], answers);
    }

    [Fact]
    public void Completed_while_an_announce_is_on_its_way_is_said_after_it_and_once()
    {
        var chain = Chain(5, 0);
        chain.Start(TimeSpan.Zero);
        chain.TryBegin(TimeSpan.Zero, out var tracker, out var first);
        chain.Complete(TimeSpan.Zero);
        chain.Succeeded(tracker, first, TimeSpan.Zero, HalfHour, null);

        Assert.True(chain.TryBegin(TimeSpan.Zero, out _, out var second));
        chain.Succeeded(tracker, second, TimeSpan.Zero, HalfHour, null);
        Assert.True(chain.TryBegin(HalfHour, out _, out var third));

        Assert.Equal((AnnounceEvent.Started, AnnounceEvent.Completed, AnnounceEvent.None), (first, second, third));
    }

    [Fact]
    public void Who_says_never_is_not_asked_again()
    {
        var chain = Chain(6, 0);
        chain.Start(TimeSpan.Zero);
        chain.TryBegin(TimeSpan.Zero, out var tracker, out _);

        chain.Failed(tracker, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.Null(chain.DueAt);
        Assert.False(chain.TryBegin(TimeSpan.FromDays(365), out _, out _));
    }

    [Fact]
    public void Who_names_a_time_is_not_asked_before_it()
    {
        var chain = Chain(7, 0);
        chain.Start(TimeSpan.Zero);
        chain.TryBegin(TimeSpan.Zero, out var tracker, out _);
        chain.Failed(tracker, TimeSpan.Zero, TimeSpan.FromHours(1));

        for (var now = TimeSpan.Zero; now < TimeSpan.FromHours(1); now += TimeSpan.FromSeconds(7))
            Assert.False(chain.TryBegin(now, out _, out _));
    }

    [Fact]
    public void A_chain_of_nobody_is_never_due() => Assert.Null(Chain(8).DueAt);

    private static void Fail(TrackerChain chain, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(chain.TryBegin(TimeSpan.Zero, out var tracker, out _));
            chain.Failed(tracker, TimeSpan.Zero);
        }
    }

    private static TrackerChain Chain(int seed, params int[] tiers) => new(
        tiers.Select((tier, n) => new TrackerEntry(TrackerUrl.TryParse($"http://{n}.test/announce", out var url) ? url : null!, tier)),
        new Random(seed));
}
