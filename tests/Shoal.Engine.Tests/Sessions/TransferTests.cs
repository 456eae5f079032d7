using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Sessions;

public sealed class TransferTests
{
    private static (string, int)[] Tree => [("a.bin", 1_000_000), ("sub/empty", 0), ("sub/b.bin", 131_072), ("sub/ünï.txt", 5), ("z", 300_001)];

    [Theory]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    [InlineData(TorrentKind.Hybrid)]
    public async Task A_leecher_gets_every_byte_of_a_tree(TorrentKind kind)
    {
        await using var swarm = await TestSwarm.CreateAsync(kind, Tree);
        var seed = await swarm.SeedAsync();
        var leecher = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", seed);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        var end = leecher.Snapshot();
        Assert.Equal(TorrentState.Seeding, end.State);
        Assert.Equal(end.PieceCount, end.PiecesDone);
        Assert.Equal(0, end.WastedBytes);
    }

    [Theory]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    [InlineData(TorrentKind.Hybrid)]
    public async Task A_magnet_and_one_peer_are_enough(TorrentKind kind)
    {
        await using var swarm = await TestSwarm.CreateAsync(kind, Tree);
        var seed = await swarm.SeedAsync();
        var engine = await swarm.EngineAsync();

        var leecher = await engine.AddAsync(new AddTorrent
        {
            Magnet = MagnetLink.Of(swarm.Torrent.Metainfo).ToString(), Directory = swarm.FolderOf("leech"), Peers = [seed],
        });
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.Equal(swarm.Torrent.Metainfo.InfoHashes, leecher.InfoHashes);
    }

    [Fact]
    public async Task It_works_over_IPv6()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 500_000));
        var seed = await swarm.SeedAsync(address: IPAddress.IPv6Loopback);
        var leecher = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", seed);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
    }

    [Fact]
    public async Task Leechers_give_each_other_what_they_have()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 4_000_000));
        var seed = await swarm.SeedAsync(new EngineOptions { UploadLimit = 4_000_000 });
        var first = await swarm.EngineAsync();
        var one = await swarm.LeechAsync(first, "one", seed);
        var two = await swarm.LeechAsync(await swarm.EngineAsync(), "two", seed, first.ListeningOn[0]);

        await Task.WhenAll(one.WaitForCompletionAsync(), two.WaitForCompletionAsync()).WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("one");
        swarm.AssertSame("two");
    }

    [Fact]
    public async Task Only_selected_files_are_fetched_and_more_may_be_selected_later()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.Hybrid, ("a", 400_000), ("b", 400_000), ("c", 400_000));
        var seed = await swarm.SeedAsync();
        var engine = await swarm.EngineAsync();
        var leecher = await engine.AddAsync(new AddTorrent
        {
            Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.FolderOf("leech"), Peers = [seed], Wants = file => file.Path.EndsWith('b'),
        });

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        Assert.Equal(400_000, leecher.Snapshot().WantedDoneBytes);
        Assert.False(File.Exists(Path.Combine(swarm.FolderOf("leech"), "content", "a")));

        await leecher.SelectFilesAsync(_ => true);
        leecher.AddPeer(seed);
        await Until(() => leecher.Snapshot() is { IsComplete: true, State: TorrentState.Seeding });
        swarm.AssertSame("leech");
    }

    [Fact]
    public async Task A_seed_with_corrupt_data_is_banned_and_an_honest_one_finishes_the_job()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 2_000_000));
        var honest = await swarm.SeedAsync(new EngineOptions { UploadLimit = 2_000_000 });
        var lies = swarm.FolderOf("lies");
        Directory.CreateDirectory(Path.Combine(lies, "content"));
        await File.WriteAllBytesAsync(Path.Combine(lies, "content", "a"), new byte[2_000_000]);
        var liar = await swarm.EngineAsync(address: IPAddress.Parse("127.0.0.2"));
        await liar.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = lies, AssumeComplete = true });
        var leecher = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", liar.ListeningOn[0], honest);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.DoesNotContain(leecher.Peers(), peer => peer.Address.Address.Equals(IPAddress.Parse("127.0.0.2")));
    }

    [Fact]
    public async Task Pause_stops_the_flow_and_resume_goes_on_without_a_check()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 3_000_000));
        var seed = await swarm.SeedAsync();
        var engine = await swarm.EngineAsync(new EngineOptions { DownloadLimit = 2_000_000 });
        var leecher = await swarm.LeechAsync(engine, "leech", seed);
        await Until(() => leecher.Snapshot().PiecesDone > 3);

        await leecher.PauseAsync();
        await Until(() => leecher.Snapshot().Peers == 0);
        Assert.Equal(TorrentState.Paused, leecher.Snapshot().State);
        engine.SetLimits(0, 0);
        await leecher.ResumeAsync();
        leecher.AddPeer(seed);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
    }

    [Fact]
    public async Task A_peer_that_comes_during_the_check_is_served_after_it()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, 1 << 20, ("a", 200 << 20));
        var engine = await swarm.EngineAsync();
        var leecher = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", engine.ListeningOn[0]);

        await engine.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.SeedFolder });
        leecher.AddPeer(engine.ListeningOn[0]);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
    }

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TestSwarm.Patience);
        while (!condition()) await Task.Delay(20, deadline.Token);
    }
}
