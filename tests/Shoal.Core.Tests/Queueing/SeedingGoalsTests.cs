using Shoal.Core.Queueing;

namespace Shoal.Core.Tests.Queueing;

public class SeedingGoalsTests
{
    [Theory]
    [InlineData(1.49, 0, 0, false)]
    [InlineData(1.5, 0, 0, true)]
    [InlineData(0, 3_599, 0, false)]
    [InlineData(0, 3_600, 0, true)]
    [InlineData(0, 0, 599, false)]
    [InlineData(0, 0, 600, true)]
    public void The_first_goal_that_is_reached_ends_it(double ratio, int seedingSeconds, int idleSeconds, bool areMet)
    {
        var goals = new SeedingGoals { Ratio = 1.5, SeedingTime = TimeSpan.FromHours(1), IdleTime = TimeSpan.FromMinutes(10) };

        Assert.Equal(areMet, goals.AreMet(ratio, TimeSpan.FromSeconds(seedingSeconds), TimeSpan.FromSeconds(idleSeconds)));
    }

    [Fact]
    public void What_a_torrent_says_counts_and_what_it_does_not_say_is_as_for_all()
    {
        var all = new SeedingGoals { Ratio = 2, IdleTime = TimeSpan.FromHours(1) };

        Assert.Equal(all, SeedingGoals.Unsaid.Over(all));
        Assert.Equal(new SeedingGoals { Ratio = 0, IdleTime = TimeSpan.FromHours(1) }, new SeedingGoals { Ratio = 0 }.Over(all));
        Assert.False(SeedingGoals.Never.Over(all).AreMet(1_000, TimeSpan.MaxValue, TimeSpan.MaxValue));
        Assert.False(SeedingGoals.Unsaid.AreMet(1_000, TimeSpan.MaxValue, TimeSpan.MaxValue));
        Assert.True(new SeedingGoals { Ratio = 0 }.AreMet(0, default, default));
    }

    [Fact]
    public void Only_time_between_two_looks_at_a_seed_is_counted()
    {
        var clock = new SeedingClock(TimeSpan.FromHours(5), TimeSpan.FromHours(1));

        clock.Look(false, 10, TimeSpan.FromSeconds(100));
        clock.Look(true, 10, TimeSpan.FromSeconds(200));
        clock.Look(true, 10, TimeSpan.FromSeconds(215));
        Assert.Equal((TimeSpan.FromSeconds(18_015), TimeSpan.FromSeconds(3_615)), (clock.Seeding, clock.Idle));

        clock.Look(true, 11, TimeSpan.FromSeconds(220));
        Assert.Equal((TimeSpan.FromSeconds(18_020), TimeSpan.Zero), (clock.Seeding, clock.Idle));

        clock.Look(false, 11, TimeSpan.FromSeconds(230));
        clock.Look(true, 11, TimeSpan.FromSeconds(500));
        Assert.Equal((TimeSpan.FromSeconds(18_020), TimeSpan.Zero), (clock.Seeding, clock.Idle));
    }
}
