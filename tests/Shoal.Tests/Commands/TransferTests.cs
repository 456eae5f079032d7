using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shoal.Commands;

/// <summary>The commands together, as a user runs them, over loopback in one process.</summary>
public sealed partial class TransferTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[300_000];

    public TransferTests() => new Random(7).NextBytes(_content);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--v1", "v1")]
    [InlineData("--v2", "v2")]
    [InlineData("--hybrid", "hybrid")]
    public async Task What_create_writes_show_tells_and_verify_finds_whole(string kind, string version)
    {
        _folder.Write("tree/a.bin", _content);
        _folder.Write("tree/sub/b.txt", [1, 2, 3]);
        _folder.Write("tree/empty", []);
        var torrent = _folder.Combine("t.torrent");

        var created = await Run("create", _folder.Combine("tree"), "-o", torrent, kind, "--private", "--source", "X", "--json");
        var shown = await Run("show", torrent, "--json");
        var verified = await Run("verify", torrent, _folder.Path, "--json");

        Assert.Equal((0, 0, 0), (created.ExitCode, shown.ExitCode, verified.ExitCode));
        var told = JsonDocument.Parse(shown.Out).RootElement;
        Assert.Equal(version, told.GetProperty("version").GetString());
        Assert.True(told.GetProperty("isPrivate").GetBoolean());
        Assert.Equal(300_003, told.GetProperty("totalBytes").GetInt64());
        Assert.Equal(told.GetProperty("magnet").GetString(), JsonDocument.Parse(created.Out).RootElement.GetProperty("magnet").GetString());
        Assert.True(JsonDocument.Parse(verified.Out).RootElement.GetProperty("isWhole").GetBoolean());
    }

    [Fact]
    public async Task Verify_names_what_is_damaged_short_or_missing()
    {
        _folder.Write("tree/a.bin", _content);
        _folder.Write("tree/b.bin", _content);
        _folder.Write("tree/c.bin", _content);
        var torrent = _folder.Combine("t.torrent");
        await Run("create", _folder.Combine("tree"), "-o", torrent);
        _content[5]++;
        _folder.Write("tree/a.bin", _content);
        _folder.Write("tree/b.bin", _content[..1000]);
        File.Delete(_folder.Combine("tree", "c.bin"));

        var run = await Run("verify", torrent, _folder.Path);

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Matches(@"damaged +tree/a\.bin \(1 piece wrong\)\nshort +tree/b\.bin .*\nmissing +tree/c\.bin", run.Out);
        Assert.Contains("0 of 3 files whole", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_seeded_can_be_got_by_torrent_and_by_magnet_and_in_part()
    {
        _folder.Write("tree/a.bin", _content);
        _folder.Write("tree/sub/b.txt", [1, 2, 3]);
        var torrent = _folder.Combine("t.torrent");
        await Run("create", _folder.Combine("tree"), "-o", torrent);
        await using var seed = await Seed.Start(_folder.Combine("tree"), _folder.Combine("seed-state"));

        var whole = await Run("get", torrent, "-o", _folder.Combine("whole"), "--peer", seed.Address, "--listen", "127.0.0.1:0");
        var byMagnet = await Run("get", seed.Magnet, "-o", _folder.Combine("magnet"), "--peer", seed.Address, "--listen", "127.0.0.1:0", "--json");
        var part = await Run("get", torrent, "-o", _folder.Combine("part"), "--peer", seed.Address, "--files", "*.txt", "--listen", "127.0.0.1:0");

        Assert.Equal((0, 0, 0), (whole.ExitCode, byMagnet.ExitCode, part.ExitCode));
        foreach (var got in new[] { "whole", "magnet" })
        {
            Assert.Equal(_content, File.ReadAllBytes(_folder.Combine(got, "tree", "a.bin")));
            Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.Combine(got, "tree", "sub", "b.txt")));
        }

        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.Combine("part", "tree", "sub", "b.txt")));
        Assert.Contains("Complete: tree, 3 B verified", part.Out, StringComparison.Ordinal);
        var events = byMagnet.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
        Assert.Contains("complete", events);
        Assert.Empty(Directory.EnumerateDirectories(_folder.Combine("state", "get")));
    }

    [Fact]
    public async Task Interrupted_it_says_how_to_go_on_and_keeps_its_state()
    {
        _folder.Write("a.bin", _content);
        var torrent = _folder.Combine("t.torrent");
        await Run("create", _folder.Combine("a.bin"), "-o", torrent);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var run = await ShoalRun.Of(["get", torrent, "-o", _folder.Combine("out"), "--listen", "127.0.0.1:0"], _folder.Combine("state"), stop.Token);

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.EndsWith("shoal get: stopped; run the same command again to go on.\n", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateDirectories(_folder.Combine("state", "get")));
    }

    [Fact]
    public async Task A_pattern_that_matches_no_file_is_told_before_anything_is_begun()
    {
        _folder.Write("a.bin", _content);
        var torrent = _folder.Combine("t.torrent");
        await Run("create", _folder.Combine("a.bin"), "-o", torrent);

        var run = await Run("get", torrent, "-o", _folder.Combine("out"), "--files", "*.iso");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Equal("shoal get: --files '*.iso' matches no file; 'shoal show' lists them.\n", run.Error);
    }

    [Fact]
    public async Task Seeding_what_is_not_whole_says_whose_move_it_is()
    {
        _folder.Write("a.bin", _content);
        var torrent = _folder.Combine("t.torrent");
        await Run("create", _folder.Combine("a.bin"), "-o", torrent);

        var run = await Run("seed", torrent, "--data", _folder.Combine("elsewhere"), "--listen", "127.0.0.1:0");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("its data is not whole", run.Error, StringComparison.Ordinal);
        Assert.Contains("--data", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i1e")]
    [InlineData("d4:infode")]
    [InlineData("not a torrent")]
    public async Task A_damaged_torrent_is_a_failure_in_one_line_for_every_command(string text)
    {
        var torrent = _folder.Write("bad.torrent", System.Text.Encoding.ASCII.GetBytes(text));
        foreach (var args in new[] { new[] { "show", torrent }, ["verify", torrent, _folder.Path], ["get", torrent], ["seed", torrent] })
        {
            var run = await Run(args);

            Assert.Equal(ExitCode.Failure, run.ExitCode);
            Assert.Matches(new Regex(@"^shoal \w+: [^\n]*bad\.torrent: [^\n]+\n$"), run.Error);
            Assert.Empty(run.Out);
        }
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_told_before_hours_of_hashing()
    {
        _folder.Write("a.bin", _content);

        var run = await Run("create", _folder.Combine("a.bin"), "-o", _folder.Combine("nowhere", "t.torrent"));

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.EndsWith("cannot be written: there is no such folder. Choose another place with -o.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_magnet_that_names_nothing_is_told_before_anything_is_listened_on()
    {
        var run = await Run("get", "magnet:?x=1");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task There_is_nothing_to_make_a_torrent_of_where_there_is_nothing()
    {
        var run = await Run("create", _folder.Combine("nothing"));

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<ShoalRun> Run(params string[] args) => ShoalRun.Of(args, _folder.Combine("state"), CancellationToken.None);

    /// <summary>A seed in this process that runs until it is disposed.</summary>
    private sealed partial class Seed(Task<ShoalRun> running, CancellationTokenSource stop, string address, string magnet) : IAsyncDisposable
    {
        public string Address => address;
        public string Magnet => magnet;

        public static async Task<Seed> Start(string path, string state)
        {
            var stop = new CancellationTokenSource();
            var seeding = new TaskCompletionSource<(string Address, string Magnet)>(TaskCreationOptions.RunContinuationsAsynchronously);
            var running = ShoalRun.Of(["seed", path, "--listen", "127.0.0.1:0", "--json"], state, stop.Token, Look);
            var first = await Task.WhenAny(seeding.Task, running);
            if (first == running) throw new InvalidOperationException((await running).Error);
            return new Seed(running, stop, seeding.Task.Result.Address, seeding.Task.Result.Magnet);

            void Look(string output)
            {
                if (Told().Match(output) is { Success: true } told)
                    seeding.TrySetResult((told.Groups[1].Value, told.Groups[2].Value.Replace("\\u0026", "&", StringComparison.Ordinal)));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            Assert.Equal(ExitCode.Ok, (await running).ExitCode);
            stop.Dispose();
        }

        [GeneratedRegex(@"""addresses"":\[""([^""]+)""\].*""magnet"":""([^""]+)""", RegexOptions.Singleline)]
        private static partial Regex Told();
    }
}
