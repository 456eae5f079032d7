using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Sessions;

namespace Shoal.Engine.Tests.Streaming;

public sealed class TorrentFileStreamTests
{
    [Theory]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.Hybrid)]
    public async Task A_file_is_read_while_it_comes_and_from_anywhere(TorrentKind kind)
    {
        await using var swarm = await TestSwarm.CreateAsync(kind, ("a.txt", 100_001), ("film.mp4", 6_000_000), ("z.txt", 77));
        var seed = await swarm.SeedAsync(new EngineOptions { UploadLimit = 2_000_000 });
        var torrent = await DownloadingAsync(swarm, seed);
        var index = Index(swarm, "film.mp4");
        var expected = await File.ReadAllBytesAsync(Path.Combine(swarm.SeedFolder, "content", "film.mp4"));
        await using var stream = await torrent.OpenFileAsync(index);
        Assert.Equal((6_000_000, true, false), (stream.Length, stream.CanSeek, stream.CanWrite));

        foreach (var (from, count) in new[] { (5_900_000, 100_000), (0, 70_000), (3_000_000, 200_000), (5_999_999, 1), (65_530, 20) })
        {
            var bytes = new byte[count];
            stream.Seek(from, SeekOrigin.Begin);
            await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(TestSwarm.Patience);
            Assert.True(expected.AsSpan(from, count).SequenceEqual(bytes), $"from {from}");
        }

        stream.Seek(0, SeekOrigin.End);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task What_a_reader_waits_for_comes_before_what_is_nearer_to_the_start()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("film.mp4", 12_000_000));
        var seed = await swarm.SeedAsync(new EngineOptions { UploadLimit = 1_000_000 });
        var torrent = await DownloadingAsync(swarm, seed);
        await using var stream = await torrent.OpenFileAsync(0);
        stream.Seek(-64_000, SeekOrigin.End);

        await stream.ReadExactlyAsync(new byte[64_000]).AsTask().WaitAsync(TestSwarm.Patience);

        Assert.InRange(torrent.Pieces().ToArray().Sum(bits => System.Numerics.BitOperations.PopCount(bits)), 1, 120);   // of 184: far from all
    }

    [Fact]
    public async Task Pausing_and_removing_end_a_reader_with_a_reason()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("film.mp4", 1_000_000));
        var engine = await swarm.EngineAsync();
        var torrent = await swarm.LeechAsync(engine, "leech");
        await UntilAsync(() => torrent.Snapshot().State == TorrentState.Downloading);
        await using var paused = await torrent.OpenFileAsync(0);
        var waiting = paused.ReadAsync(new byte[10]).AsTask();
        await torrent.PauseAsync();
        Assert.Equal("The torrent is paused.", (await Assert.ThrowsAsync<TorrentReadException>(() => waiting.WaitAsync(TestSwarm.Patience))).Message);
        await Assert.ThrowsAsync<TorrentReadException>(() => paused.ReadAsync(new byte[10]).AsTask());
        Assert.Contains("paused", (await Assert.ThrowsAsync<TorrentReadException>(() => torrent.OpenFileAsync(0))).Message, StringComparison.Ordinal);

        await torrent.ResumeAsync();
        await UntilAsync(() => torrent.Snapshot().State == TorrentState.Downloading);
        await using var removed = await torrent.OpenFileAsync(0);
        waiting = removed.ReadAsync(new byte[10]).AsTask();
        await engine.RemoveAsync(torrent, deleteData: false);
        await Assert.ThrowsAsync<TorrentReadException>(() => waiting.WaitAsync(TestSwarm.Patience));
    }

    [Fact]
    public async Task A_file_that_is_left_out_is_not_waited_for()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a.mp4", 500_000), ("b.mp4", 500_000));
        var torrent = await swarm.LeechAsync(await swarm.EngineAsync(), "leech");
        await UntilAsync(() => torrent.Snapshot().State == TorrentState.Downloading);
        await using var stream = await torrent.OpenFileAsync(0);
        var waiting = stream.ReadAsync(new byte[10]).AsTask();

        await torrent.SelectFilesAsync(file => file.Index == 1);

        await Assert.ThrowsAsync<TorrentReadException>(() => waiting.WaitAsync(TestSwarm.Patience));
        Assert.Contains("left out", (await Assert.ThrowsAsync<TorrentReadException>(() => torrent.OpenFileAsync(0))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TorrentReadException>(() => torrent.OpenFileAsync(7));
    }

    [Fact]
    public async Task One_reader_too_many_ends_the_one_that_rested_longest()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a.mp4", 500_000));
        await swarm.SeedAsync();
        var engine = await swarm.EngineAsync();
        var torrent = await engine.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.SeedFolder, AssumeComplete = true });
        await UntilAsync(() => torrent.Snapshot().State == TorrentState.Seeding);
        var readers = new List<Stream>();
        for (var i = 0; i < 16; i++) readers.Add(await torrent.OpenFileAsync(0));
        foreach (var reader in readers.Skip(1)) await reader.ReadExactlyAsync(new byte[10]);

        await using var last = await torrent.OpenFileAsync(0);

        await last.ReadExactlyAsync(new byte[10]);
        await Assert.ThrowsAsync<TorrentReadException>(() => readers[0].ReadAsync(new byte[10]).AsTask());
        await readers[1].ReadExactlyAsync(new byte[500_000 - 10]);
        foreach (var reader in readers) await reader.DisposeAsync();
    }

    [Fact]
    public async Task A_whole_file_of_a_paused_torrent_can_be_read()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a.mp4", 500_000));
        var engine = await swarm.EngineAsync();
        var torrent = await engine.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.SeedFolder, AssumeComplete = true });
        await UntilAsync(() => torrent.Snapshot().State == TorrentState.Seeding);
        await torrent.PauseAsync();

        await using var stream = await torrent.OpenFileAsync(0);

        await stream.ReadExactlyAsync(new byte[500_000]);
    }

    [Fact]
    public async Task A_disk_that_does_not_answer_ends_a_reader_and_holds_up_nobody_else()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a.mp4", 500_000));
        await using var engine = await ShoalEngine.StartAsync(new EngineOptions { ListenOn = [new(IPAddress.Loopback, 0)] }, time: new HastyClock());
        var torrent = await engine.AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.SeedFolder, AssumeComplete = true });
        await UntilAsync(() => torrent.Snapshot().State == TorrentState.Seeding);
        var path = Path.Combine(swarm.SeedFolder, "content", "a.mp4");
        File.Delete(path);
        using (var made = System.Diagnostics.Process.Start("mkfifo", path)) await made.WaitForExitAsync();   // opening it waits for who never comes
        await using var stream = await torrent.OpenFileAsync(0);

        var reading = stream.ReadAsync(new byte[10]).AsTask();
        await torrent.SetLabelsAsync(["answers"]);
        var fault = await Assert.ThrowsAsync<TorrentReadException>(() => reading.WaitAsync(TestSwarm.Patience));

        Assert.NotEmpty(fault.Message);
        await using var release = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
    }

    /// <summary>Whoever waits for a time waits for a hundredth of it.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

        private static TimeSpan Shorten(TimeSpan time) => time > TimeSpan.Zero ? time / 100 : time;
    }

    private static int Index(TestSwarm swarm, string name) => swarm.Torrent.Metainfo.Files.Single(file => file.Path.EndsWith(name, StringComparison.Ordinal)).Index;

    private static async Task<Torrent> DownloadingAsync(TestSwarm swarm, IPEndPoint seed)
    {
        var torrent = await swarm.LeechAsync(await swarm.EngineAsync(), "leech", seed);
        await UntilAsync(() => torrent.Snapshot().State == TorrentState.Downloading);
        return torrent;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var timeout = new CancellationTokenSource(TestSwarm.Patience);
        while (!isSo()) await Task.Delay(10, timeout.Token);
    }
}
