using Shoal.Interop.Clients;

namespace Shoal.Interop;

/// <summary>What the world does to a download: one clear line, exit code 1, and it goes on when the trouble is mended.</summary>
public sealed class TroubleTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly Workspace _room = new();
    private Client _seed = null!;
    private Job _job = null!;
    private string _content = "";

    public async Task InitializeAsync()
    {
        if (Programs.WhyAbsent(Programs.Shoal) is not null) return;
        _content = Tree.MakeFile(_room.Folder("source"), "content.bin", (12 << 20) + 7);
        var torrent = await TorrentMaker.MakeAsync(Programs.Shoal, "hybrid", _content, _room.File("x.torrent"), null);
        var seedJob = new Job(torrent, _room.File("source"), Workspace.FreeEndPoint(System.Net.IPAddress.Loopback)) { Seeds = true };
        _seed = Client.Create(Programs.Shoal, _room.Root);
        await _seed.StartAsync(seedJob);
        await _seed.WaitUntilCompleteAsync(Deadline);
        _job = new Job(torrent, _room.Folder("downloaded"), Workspace.FreeEndPoint(System.Net.IPAddress.Loopback)) { Peer = seedJob.Listen };
    }

    [NeedsFact(Programs.Shoal, Programs.Mounts)]
    public async Task A_full_disk_stops_with_one_line_and_resumes_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(_job.Directory, "size=4m");
        Assert.Contains("full", await FailAsync(), StringComparison.OrdinalIgnoreCase);

        await disk.RemountAsync("size=64m");

        await CompleteAsync();
    }

    [NeedsFact(Programs.Shoal, Programs.Mounts)]
    public async Task A_read_only_folder_stops_with_one_line_and_resumes_when_it_can_be_written()
    {
        await using var disk = await SmallDisk.MountAsync(_job.Directory, "size=64m,ro");
        Assert.Contains("read-only", await FailAsync(), StringComparison.OrdinalIgnoreCase);

        await disk.RemountAsync("size=64m,rw");

        await CompleteAsync();
    }

    [NeedsFact(Programs.Shoal)]
    public async Task A_file_changed_underneath_is_noticed_and_mended()
    {
        await CompleteAsync();
        await using (var file = File.Open(Downloaded, FileMode.Open)) file.SetLength(5 << 20);

        await CompleteAsync();
    }

    [NeedsFact(Programs.Shoal)]
    public async Task A_folder_that_vanishes_stops_with_one_line_and_resumes_in_a_new_one()
    {
        await using (var download = Start("--down", "1M"))
        {
            while (!File.Exists(Downloaded) && !download.HasExited) await Task.Delay(TimeSpan.FromMilliseconds(20));
            Directory.Delete(_job.Directory, recursive: true);
            Assert.Equal(1, await download.WaitForExitAsync(Deadline));
            AssertOneLine(download);
        }

        Directory.CreateDirectory(_job.Directory);
        await CompleteAsync();
    }

    public async Task DisposeAsync()
    {
        if (_seed is not null) await _seed.DisposeAsync();
    }

    public void Dispose() => _room.Dispose();

    private string Downloaded => Path.Combine(_job.Directory, Path.GetFileName(_content));

    private RunningProgram Start(params string[] more) => new(
        Programs.PathOf(Programs.Shoal),
        [.. ShoalClient.Arguments(_job, _room.File("state")).Where(argument => argument != "--json"), .. more],
        TimeSpan.FromMinutes(3),
        _room.Root);

    private async Task<string> FailAsync()
    {
        await using var download = Start();
        Assert.Equal(1, await download.WaitForExitAsync(Deadline));
        AssertOneLine(download);
        return download.Said[^1];
    }

    private async Task CompleteAsync()
    {
        await using var download = Start();
        var code = await download.WaitForExitAsync(Deadline);
        Assert.True(code == 0, download.Story);
        Tree.AssertSame(_content, Downloaded);
    }

    private static void AssertOneLine(RunningProgram download)
    {
        Assert.DoesNotContain(download.Said, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        Assert.Contains(download.Said, line => line.StartsWith("shoal get: ", StringComparison.Ordinal));
    }
}
