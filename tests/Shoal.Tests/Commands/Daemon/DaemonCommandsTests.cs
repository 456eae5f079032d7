using System.Text.Json;

namespace Shoal.Commands.Daemon;

/// <summary>A daemon as a user starts it, and the commands that talk to it, all in this process and on loopback.</summary>
public sealed class DaemonCommandsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _state = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _isUp = new();
    private Task<ShoalRun> _daemon = null!;

    public async Task InitializeAsync()
    {
        _daemon = ShoalRun.Of(
            ["daemon", "--http", "127.0.0.1:0", "--listen", "127.0.0.1:0", "--no-dht", "--no-lsd", "--no-port-map", "--json"], _state.Path, _stop.Token, _ => _isUp.TrySetResult());
        await Task.WhenAny(_isUp.Task, _daemon).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(_daemon.IsCompleted, _daemon.IsCompleted ? (await _daemon).Error : "");
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _daemon;
        _stop.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task The_queue_is_shown_limited_and_changed()
    {
        await Ok("settings", "queue.downloads=1");
        foreach (var digit in "abc") await Ok("add", $"magnet:?xt=urn:btih:{new string(digit, 40)}&dn=film-{digit}", "--label", "films", "--label", digit.ToString());

        await Ok("queue", "bottom", "film-a");
        await UntilAsync("queue", text => Order(text) == "film-b film-c film-a" && text.Contains("metadata", StringComparison.Ordinal));
        await Ok("queue", "force", "film-a");
        await UntilAsync("queue", text => text.Contains("metadata, forced", StringComparison.Ordinal));
        Assert.StartsWith("at once: 1 downloads, any number of seeds", await Ok("queue"), StringComparison.Ordinal);
        using var rows = JsonDocument.Parse(await Ok("queue", "--json"));
        Assert.Equal([1, 2, 3], rows.RootElement.EnumerateArray().Select(row => row.GetProperty("queuePosition").GetInt32()));
        Assert.Equal(2, (await Run("queue", "sideways", "film-a")).ExitCode);
        Assert.Equal(2, (await Run("queue", "top")).ExitCode);
    }

    [Fact]
    public async Task Labels_find_torrents_and_can_be_changed()
    {
        await Ok("add", $"magnet:?xt=urn:btih:{new string('a', 40)}&dn=one", "--label", "films");
        await Ok("add", $"magnet:?xt=urn:btih:{new string('b', 40)}&dn=two", "--label", "music");

        Assert.DoesNotContain("two", await Ok("list", "--label", "FILMS"), StringComparison.Ordinal);
        await Ok("label", "one", "--add", "seen", "--remove", "films");
        Assert.EndsWith("one: seen\n", await Ok("label", "one"), StringComparison.Ordinal);
        await Ok("label", "one", "--clear");
        Assert.EndsWith("one: \n", await Ok("label", "one"), StringComparison.Ordinal);
        Assert.Equal(1, (await Run("label", "one", "--add", "a,b")).ExitCode);
    }

    [Fact]
    public async Task Settings_are_shown_and_changed_by_name_and_bad_ones_refused()
    {
        Assert.Contains("queue.downloads=5\n", await Ok("settings"), StringComparison.Ordinal);
        await Ok("settings", "up-limit=500K", "goals.ratio=1.5", "goals.then=remove", "alternative.schedule=friday,saturday 22:00-07:00", "alternative.up-limit=1M", "alternative=on", "watch.labels=a,b");
        Assert.Equal("up-limit=500K\ngoals.ratio=1.5\nalternative.schedule=friday,saturday 22:00-07:00\nwatch.labels=a,b\n",
            await Ok("settings", "up-limit", "goals.ratio", "alternative.schedule", "watch.labels"));
        Assert.Contains("alternative ones", await Ok("stats"), StringComparison.Ordinal);

        foreach (var bad in new[] { "nonsense=1", "up-limit=fast", "queue.downloads=-1", "alternative=maybe" }) Assert.Equal(2, (await Run("settings", bad)).ExitCode);
        foreach (var bad in new[] { "goals.then=burn", "alternative.schedule=someday 22:00-07:00", "alternative.schedule=friday 22:00-27:00" })
            Assert.Equal(1, (await Run("settings", bad)).ExitCode);
        await Ok("settings", "up-limit=", "goals.ratio=", "alternative=auto", "alternative.schedule=");
        Assert.Equal("up-limit=0\ngoals.ratio=\nalternative=auto\n", await Ok("settings", "up-limit", "goals.ratio", "alternative"));
    }

    [Fact]
    public async Task What_a_torrent_gives_is_limited_alone_or_for_all()
    {
        await Ok("add", $"magnet:?xt=urn:btih:{new string('a', 40)}&dn=one");

        await Ok("limit", "one", "--ratio", "2", "--idle", "none", "--up", "1M");
        await Ok("limit", "one", "--seeding", "90", "--ratio", "default");
        await Ok("limit", "--ratio", "3", "--alternative", "on");

        using var one = JsonDocument.Parse(await Ok("info", "one", "--json"));
        Assert.Equal("""{"seedingMinutes":90,"idleMinutes":-1}""", one.RootElement.GetProperty("goals").GetRawText());
        Assert.Equal("goals.ratio=3\nalternative=on\n", await Ok("settings", "goals.ratio", "alternative"));
        Assert.Equal(2, (await Run("limit", "one")).ExitCode);
        Assert.Equal(2, (await Run("limit", "one", "--ratio", "much")).ExitCode);
        Assert.Equal(2, (await Run("limit", "one", "--alternative", "on")).ExitCode);
    }

    [Fact]
    public async Task Files_are_shown_and_chosen()
    {
        using var content = new TemporaryFolder();
        foreach (var name in new[] { "a.iso", "b.txt" }) await File.WriteAllBytesAsync(Path.Combine(content.Path, name), new byte[100_000]);
        var torrent = Path.Combine(_state.Path, "x.torrent");
        await Ok("create", content.Path, "--output", torrent);
        await Ok("add", torrent, "--output", Path.Combine(_state.Path, "there"));
        var name2 = Path.GetFileName(content.Path);

        var lines = (await Ok("files", name2, "--only", "*.iso")).Split('\n');

        Assert.Contains("a.iso", lines[0], StringComparison.Ordinal);
        Assert.Contains("(left out)", lines[1], StringComparison.Ordinal);
        Assert.Equal(1, (await Run("files", name2, "--only", "*.none")).ExitCode);
        Assert.Equal("", await Ok("peers", name2));
        Assert.Equal("[]\n", await Ok("peers", name2, "--json"));
    }

    [Fact]
    public async Task Get_and_seed_use_the_daemon_and_leave_their_torrents_to_it()
    {
        using var content = new TemporaryFolder();
        var data = new byte[500_000];
        new Random(5).NextBytes(data);
        await File.WriteAllBytesAsync(Path.Combine(content.Path, "film.bin"), data);
        var torrent = Path.Combine(_state.Path, "x.torrent");
        await Ok("create", Path.Combine(content.Path, "film.bin"), "--output", torrent);
        using var otherState = new TemporaryFolder();
        using var stopSeed = new CancellationTokenSource();
        var seeding = new TaskCompletionSource<string>();
        var seed = ShoalRun.Of(["seed", torrent, "--data", content.Path, "--listen", "127.0.0.1:0", "--json", "--no-dht", "--no-lsd", "--no-port-map"], otherState.Path, stopSeed.Token,
            text => { if (text.Contains("\"seeding\"", StringComparison.Ordinal)) seeding.TrySetResult(text); });
        using var listening = JsonDocument.Parse((await seeding.Task.WaitAsync(TimeSpan.FromSeconds(60))).Split('\n')[0]);
        var peer = listening.RootElement.GetProperty("addresses")[0].GetString()!;

        var got = await Ok("get", torrent, "--output", Path.Combine(_state.Path, "here"), "--peer", peer);

        Assert.Contains("Complete: film.bin", got, StringComparison.Ordinal);
        Assert.Equal(data, await File.ReadAllBytesAsync(Path.Combine(_state.Path, "here", "film.bin")));
        Assert.Contains("seeding", await Ok("list"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_state.Path, "get")));
        Assert.Contains("has it already", (await Run("get", torrent, "--output", Path.Combine(_state.Path, "there"))).Error, StringComparison.Ordinal);
        await stopSeed.CancelAsync();
        await seed;

        await Ok("remove", "film.bin");
        using var stopWatching = new CancellationTokenSource();
        var watching = await ShoalRun.Of(["seed", Path.Combine(content.Path, "film.bin"), "--ratio", "3"], _state.Path, stopWatching.Token,
            text => { if (text.Contains("magnet:", StringComparison.Ordinal)) stopWatching.Cancel(); });
        Assert.Equal(0, watching.ExitCode);
        Assert.Contains("the daemon goes on with it", watching.Error, StringComparison.Ordinal);
        Assert.Contains("seeding", await Ok("list"), StringComparison.Ordinal);
        using var info = JsonDocument.Parse(await Ok("info", "film.bin", "--json"));
        Assert.Equal("""{"ratio":3,"seedingMinutes":-1,"idleMinutes":-1}""", info.RootElement.GetProperty("goals").GetRawText());
    }

    [Fact]
    public async Task A_get_that_is_stopped_leaves_the_torrent_to_the_daemon()
    {
        using var stop = new CancellationTokenSource();
        var run = ShoalRun.Of(["get", $"magnet:?xt=urn:btih:{new string('c', 40)}&dn=slow", "--output", Path.Combine(_state.Path, "here"), "--files", "*.iso"], _state.Path, stop.Token);
        await UntilAsync("list", text => text.Contains("slow", StringComparison.Ordinal));

        await stop.CancelAsync();
        var ended = await run;

        Assert.Equal(130, ended.ExitCode);
        Assert.Contains("the daemon goes on with it", ended.Error, StringComparison.Ordinal);
        Assert.Contains("slow", await Ok("list"), StringComparison.Ordinal);
    }

    private static string Order(string queue) =>
        string.Join(' ', queue.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]));

    private Task<ShoalRun> Run(params string[] args) => ShoalRun.Of(args, _state.Path, CancellationToken.None);

    private async Task<string> Ok(params string[] args)
    {
        var run = await Run(args);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', args)}: {run.Error}");
        return run.Out;
    }

    private async Task UntilAsync(string verb, Func<string, bool> isSo)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var text = await Ok(verb); !isSo(text); text = await Ok(verb)) await Task.Delay(50, timeout.Token);
    }
}
