using System.Buffers;
using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Sessions;

namespace Shoal.Engine.Tests.WebSeeds;

public sealed class WebSeedTests
{
    private static (string, int)[] Tree => [("a b.bin", 1_000_000), ("sub/empty", 0), ("sub/b#%.bin", 131_072), ("sub/ünï.txt", 5), ("z", 300_001)];

    [Theory]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    [InlineData(TorrentKind.Hybrid)]
    public async Task A_web_seed_alone_gives_every_byte_of_a_tree(TorrentKind kind)
    {
        await using var swarm = await TestSwarm.CreateAsync(kind, Tree);
        await using var server = new FakeWebServer(swarm.SeedFolder);
        var leecher = await LeechAsync(swarm, server.Url);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        var end = leecher.Snapshot();
        Assert.Equal(0, end.WastedBytes);
        Assert.True(server.Connections <= 4, $"{server.Connections} connections");
        Assert.All(server.Requests, request => Assert.NotNull(request.Range));
    }

    [Theory]
    [InlineData("")]
    [InlineData("content")]
    public async Task A_lone_file_is_what_the_URL_names_or_stands_below_it(string path)
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 400_000));
        var file = Path.Combine(swarm.SeedFolder, "content", "a");
        var torrent = await TorrentMaker.CreateAsync(new CreateTorrent { Path = file, PieceBytes = 32 * 1024 });
        await using var server = new FakeWebServer(Path.GetDirectoryName(file)!);
        var engine = await swarm.EngineAsync();
        var leecher = await engine.AddAsync(new AddTorrent { Metainfo = torrent.TorrentFile, Directory = swarm.FolderOf("leech") });
        leecher.AddWebSeed(server.Url + (path.Length > 0 ? "a" : ""));

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(Path.Combine(swarm.FolderOf("leech"), "a")));
    }

    [Fact]
    public async Task Rows_of_pieces_are_one_request()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, 32 * 1024, ("a", 8 << 20));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        var leecher = await LeechAsync(swarm, server.Url);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.True(server.Requests.Count < 64, $"{server.Requests.Count} requests for 256 pieces");
    }

    [Fact]
    public async Task Of_two_web_seeds_the_one_with_corrupt_data_is_banned_by_its_URL_alone()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 3_000_000));
        await using var honest = new FakeWebServer(swarm.SeedFolder);
        await using var liar = new FakeWebServer(swarm.SeedFolder) { Corrupt = bytes => bytes[bytes.Length / 2] ^= 1 };
        var leecher = await LeechAsync(swarm, liar.Url, honest.Url);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        var seeds = leecher.Snapshot().WebSeeds;
        Assert.True(seeds.Single(seed => seed.Url == liar.Url).IsBanned);
        Assert.False(seeds.Single(seed => seed.Url == honest.Url).IsBanned);
    }

    [Fact]
    public async Task Peers_at_the_address_of_a_lying_web_seed_stay_welcome()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 2_000_000));
        await using var liar = new FakeWebServer(swarm.SeedFolder) { Corrupt = bytes => bytes[0] ^= 1 };
        var leecher = await LeechAsync(swarm, liar.Url);
        await Until(() => leecher.Snapshot().WebSeeds.Any(seed => seed.IsBanned));

        leecher.AddPeer(await swarm.SeedAsync());
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
    }

    [Fact]
    public async Task A_server_without_ranges_serves_small_files_whole()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 200_000), ("b", 300_000), ("c", 7));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        server.Answer = request => server.FileOf(request) is { } file ? [.. FakeWebServer.Head(200, $"Content-Length: {file.Length}"), .. file] : null;
        var leecher = await LeechAsync(swarm, server.Url);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
    }

    [Fact]
    public async Task A_server_without_ranges_is_left_alone_for_large_files_and_peers_bring_them()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, 1 << 18, ("a", 6 << 20));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        server.Answer = request => server.FileOf(request) is { } file ? [.. FakeWebServer.Head(200, $"Content-Length: {file.Length}"), .. file] : null;
        var leecher = await LeechAsync(swarm, server.Url);
        await Until(() => leecher.Snapshot().WebSeeds is [{ IsActive: false } seed] && seed.Status.Contains("parts of files", StringComparison.Ordinal));

        leecher.AddPeer(await swarm.SeedAsync());
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.True(server.Requests.Count < 40, $"{server.Requests.Count} requests");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_offered_and_the_others_are()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V2, ("a", 400_000), ("b", 400_000), ("c", 400_000));
        await using var half = new FakeWebServer(swarm.SeedFolder);
        half.Answer = request => request.Target.EndsWith("/b", StringComparison.Ordinal) ? FakeWebServer.Head(404, "Content-Length: 0") : null;
        var leecher = await LeechAsync(swarm, half.Url);
        await Until(() => leecher.Snapshot().WantedDoneBytes == 800_000);
        Assert.True(leecher.Snapshot().WebSeeds[0].IsActive);

        leecher.AddPeer(await swarm.SeedAsync());
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.InRange(half.Requests.Count(request => request.Target.EndsWith("/b", StringComparison.Ordinal)), 1, 4);
    }

    [Fact]
    public async Task A_URL_that_leads_nowhere_is_not_asked_for_every_file()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, [.. Enumerable.Range(0, 300).Select(i => ($"f{i}", 40_000))]);
        await using var server = new FakeWebServer(swarm.FolderOf("nothing"));
        var leecher = await LeechAsync(swarm, server.Url);

        await Until(() => leecher.Snapshot().WebSeeds is [{ HasFailed: true, IsActive: false }]);

        Assert.InRange(server.Requests.Count, 1, 40);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("dies")]
    [InlineData("endless")]
    [InlineData("another")]
    public async Task A_body_that_is_not_what_was_asked_for_costs_nothing_but_time(string fault)
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 2_000_000));
        await using var honest = new FakeWebServer(swarm.SeedFolder);
        await using var bad = new FakeWebServer(swarm.SeedFolder);
        bad.Answer = request => Misbehave(fault, request, bad.FileOf(request)!);
        var leecher = await LeechAsync(swarm, bad.Url);
        await Until(() => leecher.Snapshot().WebSeeds is [{ IsActive: false } seed] && seed.Status is not "not asked yet");

        leecher.AddWebSeed(honest.Url);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.False(leecher.Snapshot().WebSeeds[0].IsBanned);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_wants_to_be()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 500_000));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        server.Answer = _ => FakeWebServer.Head(503, "Retry-After: 3600\r\nContent-Length: 0");
        var leecher = await LeechAsync(swarm, server.Url);

        await Until(() => leecher.Snapshot().WebSeeds is [{ Status: "it answered HTTP 503" }]);

        Assert.InRange(server.Requests.Count, 1, 4);
        Assert.False(leecher.Snapshot().WebSeeds[0].IsActive);
    }

    [Fact]
    public async Task A_paused_torrent_asks_nothing_and_goes_on_when_resumed()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 3_000_000));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        var engine = await swarm.EngineAsync(new EngineOptions { DownloadLimit = 1_000_000 });
        var leecher = await LeechAsync(swarm, engine, server.Url);
        await Until(() => leecher.Snapshot().PiecesDone > 3);

        await leecher.PauseAsync();
        await Until(() => !leecher.Snapshot().WebSeeds[0].IsActive);
        var asked = server.Requests.Count;
        engine.SetLimits(0, 0);
        await leecher.ResumeAsync();
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        Assert.True(server.Requests.Count > asked);
        swarm.AssertSame("leech");
    }

    [Fact]
    public async Task A_limit_of_the_engine_holds_for_web_seeds()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 3_000_000));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        var engine = await swarm.EngineAsync(new EngineOptions { DownloadLimit = 200_000 });
        var leecher = await LeechAsync(swarm, engine, server.Url);

        await Until(() => leecher.Snapshot().DownloadedBytes > 0);
        Assert.False(leecher.Snapshot().IsComplete);

        engine.SetLimits(0, 0);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        swarm.AssertSame("leech");
    }

    private static byte[] Misbehave(string fault, FakeWebServer.Request request, byte[] file)
    {
        var (from, to) = request.Range!.Value;
        var body = file[(int)from..(int)(to + 1)];
        var range = $"Content-Range: bytes {from}-{to}/{file.Length}\r\n";
        return fault switch
        {
            "short" => [.. FakeWebServer.Head(206, range + "Connection: close"), .. body[..(body.Length / 2)]],
            "dies" => [.. FakeWebServer.Head(206, $"{range}Content-Length: {body.Length}\r\nConnection: close"), .. body[..(body.Length / 3)]],
            "endless" => [.. FakeWebServer.Head(206, $"Content-Range: bytes {from}-{file.Length + 999_999}/{file.Length + 1_000_000}\r\nConnection: close"), .. new byte[2_000_000]],
            _ => [.. FakeWebServer.Head(206, $"Content-Range: bytes {from + 1}-{to + 1}/{file.Length}\r\nContent-Length: {body.Length}"), .. body],
        };
    }

    private static async Task<Torrent> LeechAsync(TestSwarm swarm, params string[] urls) => await LeechAsync(swarm, await swarm.EngineAsync(), urls);

    private static async Task<Torrent> LeechAsync(TestSwarm swarm, ShoalEngine engine, params string[] urls)
    {
        Assert.True(MetainfoReader.TryRead(swarm.Torrent.TorrentFile, out var metainfo, out _));
        var file = new ArrayBufferWriter<byte>();
        TorrentFileWriter.Write(metainfo with { WebSeeds = urls }, file);
        return await engine.AddAsync(new AddTorrent { Metainfo = file.WrittenMemory, Directory = swarm.FolderOf("leech") });
    }

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TestSwarm.Patience);
        while (!condition()) await Task.Delay(20, deadline.Token);
    }
}
