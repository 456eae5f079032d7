using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Sessions;

public sealed class ResumeTests
{
    [Fact]
    public async Task A_restarted_engine_knows_its_torrents_and_asks_for_nothing_twice()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.Hybrid, ("a", 3_000_000), ("b", 200_000));
        var seed = await swarm.SeedAsync();
        var state = new EngineOptions { StateDirectory = swarm.FolderOf("state") };
        var before = await swarm.EngineAsync(state with { DownloadLimit = 2_000_000 });
        var first = await swarm.LeechAsync(before, "leech", seed);
        await Until(() => first.Snapshot().PiecesDone > 5);
        await before.DisposeAsync();
        var had = first.Snapshot();

        var after = await swarm.EngineAsync(state);
        var second = Assert.Single(after.Torrents);
        await Until(() => second.Snapshot().State is TorrentState.Downloading or TorrentState.Seeding);
        var known = second.Snapshot();
        second.AddPeer(seed);
        await second.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.True(known.PiecesDone >= had.PiecesDone, $"knew {had.PiecesDone} pieces before and {known.PiecesDone} after");
    }

    [Fact]
    public async Task A_file_changed_between_runs_is_noticed_and_mended()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 1_000_000), ("b", 1_000_000));
        var seed = await swarm.SeedAsync();
        var state = new EngineOptions { StateDirectory = swarm.FolderOf("state") };
        var before = await swarm.EngineAsync(state);
        await (await swarm.LeechAsync(before, "leech", seed)).WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        await before.DisposeAsync();
        var victim = Path.Combine(swarm.FolderOf("leech"), "content", "a");
        await using (var file = File.OpenWrite(victim)) await file.WriteAsync(new byte[100]);
        File.SetLastWriteTimeUtc(victim, DateTime.UtcNow.AddMinutes(1));

        var again = Assert.Single((await swarm.EngineAsync(state)).Torrents);
        again.AddPeer(seed);
        await again.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
    }

    [Fact]
    public async Task An_incomplete_file_edited_between_runs_is_noticed_though_its_length_stays()
    {
        const int Piece = 65_536;
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, Piece, ("a", 8 * Piece));
        var state = new EngineOptions { StateDirectory = swarm.FolderOf("state") };
        var victim = Path.Combine(swarm.FolderOf("leech"), "content", "a");
        Directory.CreateDirectory(Path.GetDirectoryName(victim)!);
        var half = await File.ReadAllBytesAsync(Path.Combine(swarm.SeedFolder, "content", "a"));
        half.AsSpan(4 * Piece).Clear();
        await File.WriteAllBytesAsync(victim, half);
        var before = await swarm.EngineAsync(state);
        var first = await swarm.LeechAsync(before, "leech");
        await Until(() => first.Snapshot().State == TorrentState.Downloading);
        await before.DisposeAsync();
        half[Piece] ^= 1;
        await File.WriteAllBytesAsync(victim, half);
        File.SetLastWriteTimeUtc(victim, DateTime.UtcNow.AddMinutes(1));

        var again = Assert.Single((await swarm.EngineAsync(state)).Torrents);
        await Until(() => again.Snapshot().State == TorrentState.Downloading);

        Assert.Equal(4, first.Snapshot().PiecesDone);
        Assert.Equal(3, again.Snapshot().PiecesDone);
    }

    [Fact]
    public async Task Recheck_finds_damage_and_fetches_only_what_is_damaged()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V2, ("a", 2_000_000));
        var seed = await swarm.SeedAsync();
        var engine = await swarm.EngineAsync();
        var torrent = await swarm.LeechAsync(engine, "leech", seed);
        await torrent.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        var got = torrent.Snapshot().DownloadedBytes;
        await using (var file = File.OpenWrite(Path.Combine(swarm.FolderOf("leech"), "content", "a")))
        {
            file.Position = 700_000;
            await file.WriteAsync(new byte[10]);
        }

        await torrent.RecheckAsync();
        torrent.AddPeer(seed);
        await Until(() => torrent.Snapshot() is { State: TorrentState.Seeding, IsComplete: true } now && now.DownloadedBytes > got);

        swarm.AssertSame("leech");
        Assert.InRange(torrent.Snapshot().DownloadedBytes - got, 1, 64 * 1024);
    }

    [Fact]
    public async Task Removing_with_data_deletes_the_torrents_files_and_nothing_else()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000), ("sub/b", 100_000));
        var seed = await swarm.SeedAsync();
        var engine = await swarm.EngineAsync();
        var torrent = await swarm.LeechAsync(engine, "leech", seed);
        await torrent.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        var stranger = Path.Combine(swarm.FolderOf("leech"), "content", "mine.txt");
        await File.WriteAllTextAsync(stranger, "not the torrent's");

        await engine.RemoveAsync(torrent, deleteData: true);

        Assert.Empty(engine.Torrents);
        Assert.True(File.Exists(stranger));
        Assert.False(File.Exists(Path.Combine(swarm.FolderOf("leech"), "content", "a")));
        Assert.False(Directory.Exists(Path.Combine(swarm.FolderOf("leech"), "content", "sub")));
    }

    [Fact]
    public async Task A_torrent_whose_files_vanished_stops_with_a_message_instead_of_starting_over()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 500_000));
        var seed = await swarm.SeedAsync();
        var state = new EngineOptions { StateDirectory = swarm.FolderOf("state") };
        var before = await swarm.EngineAsync(state);
        await (await swarm.LeechAsync(before, "leech", seed)).WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        await before.DisposeAsync();
        Directory.Delete(Path.Combine(swarm.FolderOf("leech"), "content"), recursive: true);

        var again = Assert.Single((await swarm.EngineAsync(state)).Torrents);
        await Until(() => again.Snapshot().State == TorrentState.Failed);

        Assert.Contains("recheck", again.Snapshot().Error, StringComparison.Ordinal);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TestSwarm.Patience);
        while (!condition()) await Task.Delay(20, deadline.Token);
    }
}
