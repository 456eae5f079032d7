using Shoal.Core.Queueing;

namespace Shoal.Core.Tests.Queueing;

public class SlowWatchTests
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(60);
    private readonly SlowWatch _watch = new();

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(61, true)]
    public void A_torrent_is_slow_when_it_was_below_for_the_whole_time(int seconds, bool isSlow)
    {
        _watch.Look(true, TimeSpan.Zero, After);

        _watch.Look(true, TimeSpan.FromSeconds(seconds), After);

        Assert.Equal(isSlow, _watch.IsSlow);
    }

    [Fact]
    public void A_moment_on_the_other_side_begins_the_time_anew()
    {
        _watch.Look(true, TimeSpan.Zero, After);
        _watch.Look(false, TimeSpan.FromSeconds(59), After);
        _watch.Look(true, TimeSpan.FromSeconds(60), After);

        _watch.Look(true, TimeSpan.FromSeconds(119), After);

        Assert.False(_watch.IsSlow);
    }

    [Fact]
    public void A_slow_one_is_fast_again_after_the_same_time_or_when_it_begins_anew()
    {
        _watch.Look(true, TimeSpan.Zero, After);
        _watch.Look(true, After, After);
        _watch.Look(false, TimeSpan.FromSeconds(70), After);
        Assert.True(_watch.IsSlow);

        _watch.Look(false, TimeSpan.FromSeconds(130), After);
        Assert.False(_watch.IsSlow);

        _watch.Look(true, TimeSpan.FromSeconds(140), After);
        _watch.Restart();
        _watch.Look(true, TimeSpan.FromSeconds(200), After);
        Assert.False(_watch.IsSlow);
    }
}
