using System.Net.Http.Json;
using System.Text;
using Shoal.Core.Queueing;
using Shoal.Web.Client;
using Shoal.Web.Documents;
using Shoal.Web.Settings;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class QueueApiTests
{
    [Fact]
    public async Task Torrents_wait_are_moved_and_forced_through_the_api()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Client();
        await client.ChangeSettingsAsync((await client.SettingsAsync()) with { Queue = new QueueSettings(Downloads: 1) });
        var ids = new List<string>();
        foreach (var digit in "abc") ids.Add((await client.AddAsync(new AddRequest { Link = "magnet:?xt=urn:btih:" + new string(digit, 40) })).Id);
        await UntilAsync(client, ids, "metadata queued queued", "1 2 3");

        await client.MoveInQueueAsync([ids[2], "nothing", new string('0', 40)], "top");
        await UntilAsync(client, ids, "queued queued metadata", "2 3 1");
        await client.ChangeAsync(ids[1], new ChangeRequest { IsForced = true });

        await UntilAsync(client, ids, "queued metadata queued", "2 3 1");
        Assert.Equal(2, (await client.StatisticsAsync()).Queued);
        Assert.True((await client.ShowAsync(ids[1])).Row.IsForced);
    }

    [Fact]
    public async Task Labels_and_goals_are_set_with_a_torrent_and_later()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Client();
        var torrent = await daemon.TorrentAsync("film.mkv");

        var added = await client.AddAsync(torrent, new AddRequest { Link = "", Labels = ["films", "näher & weiter"] });
        Assert.Equal(["films", "näher & weiter"], added.Labels);
        await client.ChangeAsync(added.Id, new ChangeRequest { Labels = ["later"], Goals = new GoalsDocument(Ratio: 2.5, IdleMinutes: -1) });
        var details = await client.ShowAsync(added.Id);
        Assert.Equal(["later"], details.Row.Labels);
        Assert.Equal(new GoalsDocument(2.5, null, -1), details.Goals);

        await client.ChangeAsync(added.Id, new ChangeRequest { Labels = [], Goals = new GoalsDocument() });
        details = await client.ShowAsync(added.Id);
        Assert.Empty(details.Row.Labels);
        Assert.Null(details.Goals);
        await Assert.ThrowsAsync<DaemonRefusedException>(() => client.ChangeAsync(added.Id, new ChangeRequest { Labels = ["a,b"] }));
    }

    [Fact]
    public async Task Settings_that_say_little_are_shown_with_all_that_counts()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var owner = daemon.Owner();

        using var response = await owner.PutAsync(new Uri("/api/v1/settings", UriKind.Relative), new StringContent(
            """{"queue":{"seeds":7},"goals":{"ratio":2},"alternative":{"upLimit":100,"byHand":true}}""", Encoding.UTF8, "application/json"));

        var now = (await response.Content.ReadFromJsonAsync(WebJson.Default.DaemonSettings))!;
        Assert.Equal(new QueueSettings(Downloads: 5, Seeds: 7), now.Queue);
        Assert.Equal(new GoalSettings(Ratio: 2), now.Goals);
        Assert.Equal(new WatchSettings(), now.Watch);
        Assert.Equal((5, 7, GoalAction.Pause), (daemon.Engine.Queue.Options.Downloads, daemon.Engine.Queue.Options.Seeds, daemon.Engine.Queue.GoalAction));
        Assert.Equal((0, 100), daemon.Engine.Limits);
    }

    private static async Task UntilAsync(DaemonClient client, List<string> ids, string states, string positions)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var rows = (await client.ListAsync(timeout.Token)).ToDictionary(row => row.Id);
            if (string.Join(' ', ids.Select(id => rows[id].State)) == states && string.Join(' ', ids.Select(id => rows[id].QueuePosition)) == positions) return;
            await Task.Delay(20, timeout.Token);
        }
    }
}
