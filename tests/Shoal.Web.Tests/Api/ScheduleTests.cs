using Shoal.Web.Client;
using Shoal.Web.Settings;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class ScheduleTests
{
    // Friday noon in Berlin.
    private readonly WallClock _clock = new(new DateTimeOffset(2026, 11, 20, 11, 0, 0, TimeSpan.Zero), "Europe/Berlin");

    [Fact]
    public async Task Alternative_limits_come_and_go_by_the_clock_on_the_wall()
    {
        await using var daemon = await TestDaemon.StartAsync(time: _clock);
        using var client = daemon.Client();
        await SetAsync(client, byHand: null);
        Assert.Equal((1_000, 2_000), daemon.Engine.Limits);

        Advance(hours: 10);   // ten in the evening
        Assert.Equal((10, 20), daemon.Engine.Limits);
        Assert.True((await client.StatisticsAsync()).IsAlternative);

        Advance(hours: 9);
        Assert.Equal((1_000, 2_000), daemon.Engine.Limits);
        Advance(hours: 15);   // Saturday evening is no Friday
        Assert.Equal((1_000, 2_000), daemon.Engine.Limits);
    }

    [Fact]
    public async Task What_is_switched_by_hand_counts_at_once_and_until_the_clock_would_switch()
    {
        await using var daemon = await TestDaemon.StartAsync(time: _clock);
        using var client = daemon.Client();

        await SetAsync(client, byHand: true);
        Assert.Equal((10, 20), daemon.Engine.Limits);
        Advance(hours: 9.9);
        Assert.Equal((10, 20), daemon.Engine.Limits);

        Advance(hours: 0.2);
        Assert.Equal((10, 20), daemon.Engine.Limits);
        Assert.Null((await client.SettingsAsync()).Alternative!.ByHand);
        await SetAsync(client, byHand: false);
        Assert.Equal((1_000, 2_000), daemon.Engine.Limits);
        Advance(hours: 8.9);
        Assert.Null((await client.SettingsAsync()).Alternative!.ByHand);
        Assert.Equal((1_000, 2_000), daemon.Engine.Limits);
    }

    [Fact]
    public async Task Without_a_schedule_the_switch_stays_where_it_was_put_and_outlives_a_restart()
    {
        var daemon = await TestDaemon.StartAsync(time: _clock);
        using (var client = daemon.Client())
            await client.ChangeSettingsAsync(new DaemonSettings { Alternative = new AlternativeSettings(DownLimit: 10, ByHand: true) });
        Advance(hours: 100);
        Assert.Equal((10, 0), daemon.Engine.Limits);
        await daemon.StopAsync();

        await using var again = await TestDaemon.StartAsync(root: daemon.Root, time: _clock);

        Assert.Equal((10, 0), again.Engine.Limits);
    }

    private static async Task SetAsync(DaemonClient client, bool? byHand) => await client.ChangeSettingsAsync(new DaemonSettings
    {
        DownLimit = 1_000,
        UpLimit = 2_000,
        Alternative = new AlternativeSettings(10, 20, byHand, new ScheduleSettings(["friday"], "22:00", "07:00")),
    });

    private void Advance(double hours) => _clock.Advance(TimeSpan.FromHours(hours));
}
