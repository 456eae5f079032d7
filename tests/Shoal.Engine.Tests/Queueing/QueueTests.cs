using System.Net;
using Shoal.Core.Queueing;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Queueing;

public sealed class QueueTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("shoal-queue-").FullName;
    private readonly List<ShoalEngine> _engines = [];

    [Fact]
    public async Task Torrents_run_one_after_the_other_when_one_may_run()
    {
        var seed = await EngineAsync(new EngineOptions());
        var leech = await EngineAsync(new EngineOptions { Queue = new QueueOptions { Downloads = 1 } });
        var torrents = new List<Torrent>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            var file = await SeedAsync(seed, name, 3_000_000);
            torrents.Add(await AddAsync(leech, file, seed.ListeningOn[0]));
        }

        var mostAtOnce = 0;
        while (!torrents.TrueForAll(torrent => torrent.Snapshot().IsComplete))
        {
            mostAtOnce = Math.Max(mostAtOnce, torrents.Count(torrent => torrent.Snapshot().State == TorrentState.Downloading));
            await Task.WhenAny(Task.Delay(5), Task.WhenAll(torrents.Select(torrent => torrent.WaitForCompletionAsync()))).WaitAsync(Patience);
        }

        Assert.InRange(mostAtOnce, 0, 1);
        await UntilAsync(() => torrents.TrueForAll(torrent => torrent.Snapshot().State == TorrentState.Seeding));
    }

    [Fact]
    public async Task A_torrent_that_waits_costs_nothing_until_its_turn_comes()
    {
        var engine = await EngineAsync(new EngineOptions { Queue = new QueueOptions { Downloads = 1 } });
        var stranger = await EngineAsync(new EngineOptions());
        var first = await AddAsync(engine, await TorrentAsync("a", 100_000));
        var file = await TorrentAsync("b", 100_000);
        var second = await AddAsync(engine, file, trackers: "http://127.0.0.1:9/announce");
        await UntilAsync(() => first.Snapshot().State == TorrentState.Downloading && second.Snapshot().State == TorrentState.Queued);

        await SeedAsync(stranger, "b", 100_000);
        stranger.Torrents[0].AddPeer(engine.ListeningOn[0]);
        Assert.Equal((1, 2), (first.Snapshot().QueuePosition, second.Snapshot().QueuePosition));
        Assert.Empty(second.Snapshot().Trackers);   // none was asked
        await first.PauseAsync();

        await second.WaitForCompletionAsync().WaitAsync(Patience);
        Assert.Equal(TorrentState.Paused, first.Snapshot().State);
    }

    [Fact]
    public async Task Moving_a_torrent_to_the_top_gives_it_the_turn_of_another_at_once()
    {
        var engine = await EngineAsync(new EngineOptions { Queue = new QueueOptions { Downloads = 1 } });
        var torrents = new List<Torrent>();
        foreach (var name in new[] { "a", "b", "c" }) torrents.Add(await AddAsync(engine, await TorrentAsync(name, 100_000)));
        await UntilAsync(() => States(torrents) == "Downloading Queued Queued");

        engine.Queue.Move([torrents[2]], QueueMove.Top);
        await UntilAsync(() => States(torrents) == "Queued Queued Downloading");
        Assert.Equal([2, 3, 1], torrents.Select(torrent => torrent.Snapshot().QueuePosition));

        await torrents[1].SetForcedAsync(true);
        await UntilAsync(() => States(torrents) == "Queued Downloading Queued");
        engine.Queue.Options = new QueueOptions();
        await UntilAsync(() => States(torrents) == "Downloading Downloading Downloading");
    }

    [Fact]
    public async Task Order_labels_goals_and_pauses_outlive_a_killed_engine()
    {
        var state = Path.Combine(_root, "state");
        var options = new EngineOptions { StateDirectory = state, Queue = new QueueOptions { Downloads = 1 } };
        var engine = await EngineAsync(options);
        var torrents = new List<Torrent>();
        foreach (var name in new[] { "a", "b", "c" }) torrents.Add(await AddAsync(engine, await TorrentAsync(name, 100_000)));
        engine.Queue.Move([torrents[2]], QueueMove.Top);
        await torrents[0].SetLabelsAsync(["films", " Films ", "näher"]);
        await torrents[0].SetGoalsAsync(new SeedingGoals { Ratio = 1.25, IdleTime = -TimeSpan.FromSeconds(1) });
        await torrents[1].SetForcedAsync(true);
        await torrents[2].PauseAsync();

        // The state as a kill would leave it: taken from under the running engine, once it was written.
        var copy = Path.Combine(_root, "copy");
        await UntilAsync(() => Journal(state).Contains("näher", StringComparison.Ordinal) && Journal(state).Contains("6:forcedi1e", StringComparison.Ordinal)
            && Journal(state).Contains("6:pausedi1e", StringComparison.Ordinal) && Journal(state).Contains("5:queuei0e", StringComparison.Ordinal) && Journal(state).Contains("goal ratio", StringComparison.Ordinal));
        Copy(state, copy);
        var after = await EngineAsync(options with { StateDirectory = copy });

        await UntilAsync(() => after.Torrents.Sum(torrent => torrent.Snapshot().QueuePosition) == 6);
        Assert.Equal(["c", "a", "b"], after.Torrents.OrderBy(torrent => torrent.Snapshot().QueuePosition).Select(torrent => torrent.Snapshot().Name));
        var (a, b, c) = (Named(after, "a"), Named(after, "b"), Named(after, "c"));
        Assert.Equal(["films", "näher"], a.Labels);
        Assert.Equal(new SeedingGoals { Ratio = 1.25, IdleTime = -TimeSpan.FromSeconds(1) }, a.Goals);
        Assert.True(b.IsForced && !a.IsForced);
        Assert.Equal(TorrentState.Paused, c.State);
    }

    [Fact]
    public async Task A_torrent_is_remembered_from_its_first_moment_on()
    {
        var options = new EngineOptions { StateDirectory = Path.Combine(_root, "state"), Queue = new QueueOptions { Downloads = 1 } };
        var engine = await EngineAsync(options);
        foreach (var name in new[] { "a", "b", "c" }) await AddAsync(engine, await TorrentAsync(name, 100_000));
        await engine.AddAsync(new AddTorrent { Magnet = $"magnet:?xt=urn:btih:{new string('d', 40)}&dn=d", Directory = _root });
        var copy = Path.Combine(_root, "copy");
        await UntilAsync(() => new[] { "a", "b", "c", "d" }.All(name => Journal(options.StateDirectory!).Contains($"4:name1:{name}", StringComparison.Ordinal)));
        Copy(options.StateDirectory!, copy);

        var after = await EngineAsync(options with { StateDirectory = copy });

        Assert.Equal(["a", "b", "c", "d"], after.Torrents.Select(torrent => torrent.Snapshot().Name).Order());
    }

    [Fact]
    public async Task A_seed_that_gave_enough_rests_and_goes_on_for_ever_when_it_is_resumed()
    {
        var engine = await EngineAsync(new EngineOptions { StateDirectory = Path.Combine(_root, "state") });
        await SeedAsync(engine, "a", 300_000);
        await SeedAsync(engine, "b", 300_000);
        var (a, b) = (engine.Torrents.Single(torrent => torrent.Snapshot().Name == "a"), engine.Torrents.Single(torrent => torrent.Snapshot().Name == "b"));
        await b.SetGoalsAsync(SeedingGoals.Never);
        await UntilAsync(() => States([a, b]) == "Seeding Seeding");

        engine.Queue.SetGoals(new SeedingGoals { SeedingTime = TimeSpan.Zero }, GoalAction.Pause);
        await UntilAsync(() => a.Snapshot().State == TorrentState.Paused);
        Assert.Equal(TorrentState.Seeding, b.Snapshot().State);

        await a.ResumeAsync();
        await UntilAsync(() => a.Snapshot().State == TorrentState.Seeding);
        Assert.Equal(SeedingGoals.Never, a.Snapshot().Goals);
    }

    [Fact]
    public async Task A_seed_that_gave_its_ratio_is_removed_when_told_so_and_its_files_stay()
    {
        var seed = await EngineAsync(new EngineOptions { Goals = new SeedingGoals { Ratio = 1 }, GoalAction = GoalAction.Remove });
        var leech = await EngineAsync(new EngineOptions());
        var file = await SeedAsync(seed, "a", 300_000);

        await (await AddAsync(leech, file, seed.ListeningOn[0])).WaitForCompletionAsync().WaitAsync(Patience);

        await UntilAsync(() => seed.Torrents.Count == 0);
        Assert.True(File.Exists(Path.Combine(_root, "content", "a")));
    }

    [Fact]
    public async Task Files_of_a_seed_are_deleted_only_by_the_action_that_says_so()
    {
        var engine = await EngineAsync(new EngineOptions { Goals = new SeedingGoals { SeedingTime = TimeSpan.Zero }, GoalAction = GoalAction.RemoveWithData });

        await SeedAsync(engine, "a", 300_000);

        await UntilAsync(() => engine.Torrents.Count == 0 && !File.Exists(Path.Combine(_root, "content", "a")));
    }

    [Fact]
    public async Task Seeding_time_is_counted_on_after_a_restart()
    {
        var options = new EngineOptions { StateDirectory = Path.Combine(_root, "state"), Goals = new SeedingGoals { SeedingTime = TimeSpan.FromHours(1) } };
        var clock = new LaterClock();
        var engine = await EngineAsync(options, clock);
        await SeedAsync(engine, "a", 300_000);
        await UntilAsync(() => engine.Torrents[0].Snapshot().State == TorrentState.Seeding);
        clock.Skip(TimeSpan.FromMinutes(40));
        await engine.DisposeAsync();

        var again = await EngineAsync(options, clock);
        var seed = Assert.Single(again.Torrents);
        await UntilAsync(() => seed.Snapshot().State == TorrentState.Seeding);
        Assert.Equal(40, seed.Snapshot().SeedingTime.TotalMinutes);
        clock.Skip(TimeSpan.FromMinutes(21));

        await UntilAsync(() => seed.Snapshot().State == TorrentState.Paused);
    }

    /// <summary>The clock of the system, some time ahead.</summary>
    private sealed class LaterClock : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);

        public void Skip(TimeSpan time) => Interlocked.Add(ref _ahead, (long)(time.TotalSeconds * TimestampFrequency));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static TorrentSnapshot Named(ShoalEngine engine, string name) => engine.Torrents.Select(torrent => torrent.Snapshot()).Single(torrent => torrent.Name == name);

    private static string States(IEnumerable<Torrent> torrents) => string.Join(' ', torrents.Select(torrent => torrent.Snapshot().State));

    private static string Journal(string state) =>
        string.Concat(Directory.GetFiles(state).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)).Select(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new StreamReader(stream).ReadToEnd();
        }));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!condition()) await Task.Delay(10, timeout.Token);
    }

    private async Task<ShoalEngine> EngineAsync(EngineOptions options, TimeProvider? time = null)
    {
        var engine = await ShoalEngine.StartAsync(options with { ListenOn = [new(IPAddress.Loopback, 0)] }, time: time);
        _engines.Add(engine);
        return engine;
    }

    private async Task<ReadOnlyMemory<byte>> TorrentAsync(string name, int bytes)
    {
        var path = Path.Combine(_root, "content", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var data = new byte[bytes];
        new Random(bytes + name[0]).NextBytes(data);
        await File.WriteAllBytesAsync(path, data);
        return (await TorrentMaker.CreateAsync(new CreateTorrent { Path = path })).TorrentFile;
    }

    private async Task<ReadOnlyMemory<byte>> SeedAsync(ShoalEngine engine, string name, int bytes)
    {
        var file = await TorrentAsync(name, bytes);
        await engine.AddAsync(new AddTorrent { Metainfo = file, Directory = Path.Combine(_root, "content"), AssumeComplete = true });
        return file;
    }

    private Task<Torrent> AddAsync(ShoalEngine engine, ReadOnlyMemory<byte> file, IPEndPoint? peer = null, params string[] trackers) =>
        engine.AddAsync(new AddTorrent { Metainfo = file, Directory = Path.Combine(_root, "here"), Peers = peer is null ? [] : [peer], Trackers = trackers });
}
