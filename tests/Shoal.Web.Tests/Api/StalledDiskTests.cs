using System.Diagnostics;
using Shoal.Engine.Sessions;
using Shoal.Interop;
using Shoal.Web.Tests;
using Xunit.Abstractions;

namespace Shoal.Web.Api;

public sealed class StalledDiskTests(ITestOutputHelper output)
{
    private const int Files = 12, Bytes = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [NeedsFact(Programs.Mounts, "python3", "umount")]
    public async Task Every_question_is_answered_while_the_data_folder_is_on_a_disk_that_does_not_answer()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var disk = await StalledDisk.MountAsync(Path.Combine(daemon.Root, "stalled"), Files, Bytes);
        var made = new List<byte[]>();
        for (var i = 0; i < Files; i++) made.Add(await daemon.TorrentAsync($"file{i}", Bytes));
        var torrents = new List<Torrent>();
        foreach (var torrent in made) torrents.Add(await daemon.Engine.AddAsync(new AddTorrent { Metainfo = torrent, Directory = disk.Place }));
        Assert.Equal("stalled", await disk.SomebodyWaitsAsync().WaitAsync(Patience));
        using var owner = daemon.Owner();

        var id = torrents[0].Snapshot().InfoHashes.Primary;
        string[] routes = ["torrents", $"torrents/{id}", "statistics", "settings", "codes", "logs", "tokens", "access", "openapi.json"];
        foreach (var route in routes.Concat(routes))   // the first time it is compiled, too
        {
            var began = Stopwatch.GetTimestamp();
            using var response = await owner.GetAsync("/api/v1/" + route).WaitAsync(Patience);
            output.WriteLine($"{route}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.0} ms");
            Assert.True(response.IsSuccessStatusCode, route);
        }

        Assert.Contains(torrents, torrent => torrent.Snapshot().State == TorrentState.Checking);
    }
}
