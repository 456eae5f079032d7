using Shoal.Engine.Sessions;
using Shoal.Web.Client;
using Shoal.Web.Settings;
using Shoal.Web.Tests;

namespace Shoal.Web.Watching;

public sealed class WatchFolderTests
{
    private readonly WallClock _clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Torrents_and_links_dropped_into_the_folder_are_added_and_renamed()
    {
        await using var daemon = await TestDaemon.StartAsync(time: _clock);
        var folder = await WatchAsync(daemon, new WatchSettings(Target: Path.Combine(daemon.Root, "films"), IsPaused: true, Labels: ["dropped"]));
        await File.WriteAllBytesAsync(Path.Combine(folder, "Film.TORRENT"), await daemon.TorrentAsync("film.mkv"));
        await File.WriteAllTextAsync(Path.Combine(folder, "two.magnet"), $"magnet:?xt=urn:btih:{new string('a', 40)}\r\n\n magnet:?xt=urn:btih:{new string('b', 40)}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "none of its business");

        await UntilAsync(() => Names(folder) == "Film.TORRENT.added notes.txt two.magnet.added");

        Assert.Equal(3, daemon.Engine.Torrents.Count);
        Assert.All(daemon.Engine.Torrents.Select(torrent => torrent.Snapshot()), torrent =>
        {
            Assert.Equal((TorrentState.Paused, Path.Combine(daemon.Root, "films")), (torrent.State, torrent.Directory));
            Assert.Equal(["dropped"], torrent.Labels);
        });
    }

    [Fact]
    public async Task A_file_that_still_grows_is_left_alone_until_it_is_whole()
    {
        await using var daemon = await TestDaemon.StartAsync(time: _clock);
        var folder = await WatchAsync(daemon, new WatchSettings(IsPaused: true));
        var torrent = await daemon.TorrentAsync("film.mkv");
        var path = Path.Combine(folder, "film.torrent");

        for (var cut = 1; cut < 8; cut++)
        {
            await File.WriteAllBytesAsync(path, torrent.AsMemory(0, torrent.Length * cut / 8));
            for (var second = 0; second < 20; second++) await SecondAsync();   // a copy over a bad network rests now and then
            Assert.Equal("film.torrent", Names(folder));
        }

        await File.WriteAllBytesAsync(path, torrent);
        await UntilAsync(() => Names(folder) == "film.torrent.added");
        Assert.Single(daemon.Engine.Torrents);
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_with_a_reason_beside_it_and_nothing_else_is_held_up()
    {
        await using var daemon = await TestDaemon.StartAsync(time: _clock);
        var folder = await WatchAsync(daemon, new WatchSettings(IsPaused: true));
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.torrent"), "no torrent at all");
        await File.WriteAllTextAsync(Path.Combine(folder, "empty.torrent"), "");
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.magnet"), "http://example.com/");
        await File.WriteAllBytesAsync(Path.Combine(folder, "good.torrent"), await daemon.TorrentAsync("film.mkv"));
        if (!OperatingSystem.IsWindows()) File.CreateSymbolicLink(Path.Combine(folder, "link.torrent"), "/dev/zero");

        await UntilAsync(() => Names(folder).Contains("good.torrent.added", StringComparison.Ordinal));
        Assert.Contains("bad.torrent ", Names(folder), StringComparison.Ordinal);
        await UntilAsync(() => Directory.GetFiles(folder, "*.refused.txt").Length == (OperatingSystem.IsWindows() ? 3 : 4));

        Assert.Equal("This file is empty.", File.ReadAllText(Path.Combine(folder, "empty.torrent.refused.txt")).Trim());
        Assert.All(Directory.GetFiles(folder, "*.refused.txt"), why => Assert.Single(File.ReadAllLines(why)));
        Assert.Single(daemon.Engine.Torrents);
    }

    [Fact]
    public async Task A_torrent_that_is_here_is_not_touched_and_no_old_name_is_lost()
    {
        await using var daemon = await TestDaemon.StartAsync(time: _clock);
        var torrent = await daemon.TorrentAsync("film.mkv");
        var here = await daemon.Engine.AddAsync(new AddTorrent { Metainfo = torrent, Directory = daemon.Root, StartPaused = true, UploadLimit = 77 });
        var folder = await WatchAsync(daemon, new WatchSettings());
        await File.WriteAllTextAsync(Path.Combine(folder, "film.torrent.added"), "of last year");
        await File.WriteAllBytesAsync(Path.Combine(folder, "film.torrent"), torrent);

        await UntilAsync(() => Names(folder) == "film.torrent.2.added film.torrent.added");

        Assert.Equal((TorrentState.Paused, 77), (here.Snapshot().State, here.Snapshot().UploadLimit));
    }

    [Fact]
    public async Task A_folder_that_is_away_is_told_of_and_works_when_it_is_back()
    {
        await using var daemon = await TestDaemon.StartAsync(time: _clock);
        using var client = daemon.Client();
        var folder = await WatchAsync(daemon, new WatchSettings(IsPaused: true));
        Directory.Delete(folder);
        await UntilAsync(() => FaultOf(client) is not null);

        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "film.torrent"), await daemon.TorrentAsync("film.mkv"));

        await UntilAsync(() => Names(folder) == "film.torrent.added" && FaultOf(client) is null);
    }

    private static string? FaultOf(DaemonClient client) => client.StatisticsAsync().GetAwaiter().GetResult().WatchFault;

    private static async Task<string> WatchAsync(TestDaemon daemon, WatchSettings watch)
    {
        using var client = daemon.Client();
        var folder = Directory.CreateDirectory(Path.Combine(daemon.Root, "watched")).FullName;
        await client.ChangeSettingsAsync((await client.SettingsAsync()) with { Watch = watch with { Directory = folder } });
        return folder;
    }

    private static string Names(string folder) => string.Join(' ', Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private async Task SecondAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(1);
    }

    private async Task UntilAsync(Func<bool> isSo)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            timeout.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, timeout.Token);
        }
    }
}
