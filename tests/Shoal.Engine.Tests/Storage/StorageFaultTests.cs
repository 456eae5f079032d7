using Shoal.Core.Pieces;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Tests.Storage;

/// <summary>What the world does to files while a torrent runs: one clear message, nothing claimed, and on again when mended.</summary>
public sealed class StorageFaultTests
{
    private const int Piece = 64 << 10;

    private static TestContent Content => TestContent.Make(TestVersion.V1, Piece, ("t/a", 4 * Piece), ("t/b", 4 * Piece));

    [Theory]
    [InlineData(64 << 20)]
    [InlineData(4 << 10)]
    public async Task A_full_disk_is_said_once_and_works_again_when_there_is_room(long budget)
    {
        using var disk = SmallDisk.TryMount(sizeKiB: 400);
        if (disk is null) return;
        await using var fixture = new StorageFixture(Content, budget, directory: disk.Path);
        var told = new List<Told>();
        for (var i = 0; i < 8 && !told.Any(t => t.Fault is not null); i++) told.Add(await fixture.DownloadAsync(i));
        var done = told.Count(t => t.Right);
        Assert.Equal(BlockFate.Failed, fixture.Store.Store(fixture.Content.Geometry.Block(fixture.Content.Geometry.Piece(7), 0), new byte[16384]));

        disk.MakeWritable();
        Assert.Equal(0, Grow(disk, 2000));
        fixture.Store.Reopen();
        for (var i = done; i < 8; i++) Assert.True((await fixture.DownloadAsync(i)).Right);

        Assert.InRange(done, 4, 6);
        Assert.StartsWith("The disk is full: free ", told[^1].Fault, StringComparison.Ordinal);
        Assert.EndsWith($"on {disk.Path} and resume.", told[^1].Fault, StringComparison.Ordinal);
        Assert.False(fixture.HasMore);
        fixture.Content.AssertOnDisk(disk.Path);
    }

    [Fact]
    public async Task A_read_only_disk_is_named_and_reading_goes_on()
    {
        using var disk = SmallDisk.TryMount(sizeKiB: 4000);
        if (disk is null) return;
        await using (var seed = new StorageFixture(Content, directory: disk.Path)) await seed.DownloadAsync(0);
        disk.MakeReadOnly();
        await using var fixture = new StorageFixture(Content, directory: disk.Path, mustExist: true);

        AssertReads(fixture, 0);
        var fault = (await fixture.DownloadAsync(1)).Fault;
        disk.MakeWritable();
        fixture.Store.Reopen();

        Assert.Equal($"{disk.Path} is on a read-only disk: make it writable or move the torrent, and resume.", fault);
        Assert.True((await fixture.DownloadAsync(1)).Right);
    }

    [Fact]
    public async Task A_folder_deleted_under_a_download_is_never_made_anew()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAsync(0);
        Directory.Delete(fixture.Directory, recursive: true);

        var open = await fixture.DownloadAsync(1);
        fixture.Store.Reopen();
        var reopened = await fixture.DownloadAsync(1);

        Assert.Contains("is gone", open.Fault, StringComparison.Ordinal);
        Assert.Equal($"The folder {fixture.Directory} is gone (no such folder): bring it back (is a disk not mounted?) and resume.", reopened.Fault);
        Assert.False(Directory.Exists(fixture.Directory));
    }

    [Fact]
    public async Task A_disk_unmounted_under_a_download_is_not_filled_behind_its_back()
    {
        using var disk = SmallDisk.TryMount(sizeKiB: 4000);
        if (disk is null) return;
        await using var fixture = new StorageFixture(Content, directory: disk.Path);
        await fixture.DownloadAsync(0);
        disk.Unmount();

        var fault = (await fixture.DownloadAsync(4)).Fault;

        Assert.Contains("another folder stands in its place", fault, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public async Task Claimed_data_whose_folder_is_missing_is_a_fault_and_not_a_new_folder()
    {
        await using var fixture = new StorageFixture(Content, mustExist: true);

        Assert.Contains("is gone", (await fixture.DownloadAsync(0)).Fault, StringComparison.Ordinal);
        Assert.False(Directory.Exists(fixture.Directory));
    }

    [Fact]
    public async Task A_file_cut_underneath_is_named_when_it_is_read()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAllAsync();
        await using (var file = new FileStream(Path.Combine(fixture.Directory, "t/a"), FileMode.Open)) file.SetLength(Piece + 7);

        AssertReads(fixture, 0);
        var fault = Assert.Throws<IOException>(() => AssertReads(fixture, 1));

        Assert.Equal($"{Path.Combine(fixture.Directory, "t/a")} is shorter than it was; recheck the torrent.", fault.Message);
        Assert.Equal(fault.Message, (await fixture.NextAsync()).Fault);
    }

    [Fact]
    public async Task A_file_deleted_underneath_is_named_when_it_is_written()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAsync(0);
        File.Delete(Path.Combine(fixture.Directory, "t/a"));

        var fault = (await fixture.DownloadAsync(1)).Fault;

        Assert.Equal($"{Path.Combine(fixture.Directory, "t/a")} is gone: bring it back or recheck the torrent.", fault);
    }

    [Fact]
    public async Task A_file_renamed_underneath_is_found_out_by_a_sync_before_anything_is_claimed()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAsync(0);
        var path = Path.Combine(fixture.Directory, "t/a");
        File.Move(path, path + ".bak");

        var fault = await Assert.ThrowsAsync<IOException>(fixture.Store.SyncAsync);

        Assert.Equal($"{path} is gone: bring it back or recheck the torrent.", fault.Message);
    }

    [Fact]
    public async Task A_file_replaced_by_a_folder_is_in_the_way()
    {
        await using var fixture = new StorageFixture(Content);
        var path = Path.Combine(fixture.Directory, "t/a");
        Directory.CreateDirectory(path);

        var fault = (await fixture.DownloadAsync(0)).Fault;

        Assert.StartsWith($"{path} is in the way (", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_file_is_read_as_it_is_but_never_written_or_cut()
    {
        await using var fixture = new StorageFixture(Content);
        Content.WriteTo(fixture.Directory);
        var path = Path.Combine(fixture.Directory, "t/a");
        await using (var file = new FileStream(path, FileMode.Append)) file.Write("my notes"u8);

        AssertReads(fixture, 0);
        var fault = (await fixture.DownloadAsync(0)).Fault;

        Assert.Equal($"{path} is in the way (it is {4 * Piece + 8} bytes long, the torrent's is {4 * Piece}): move it, and resume.", fault);
        Assert.Equal(4 * Piece + 8, new FileInfo(path).Length);
    }

    [Theory]
    [InlineData("t/a")]
    [InlineData("t")]
    public async Task A_link_below_the_folder_is_never_followed(string link)
    {
        await using var fixture = new StorageFixture(Content);
        var outside = Directory.CreateDirectory(Path.Combine(fixture.Temporary, "outside")).FullName;
        var victim = Path.Combine(outside, "a");
        await File.WriteAllBytesAsync(victim, new byte[10]);
        Directory.CreateDirectory(Path.Combine(fixture.Directory, link == "t" ? string.Empty : "t"));
        File.CreateSymbolicLink(Path.Combine(fixture.Directory, link), link == "t" ? outside : victim);

        var written = (await fixture.DownloadAsync(0)).Fault;
        fixture.Store.Reopen();
        var read = Assert.Throws<IOException>(() => AssertReads(fixture, 0));

        Assert.StartsWith($"{Path.Combine(fixture.Directory, link)} is in the way", written, StringComparison.Ordinal);
        Assert.StartsWith($"{Path.Combine(fixture.Directory, link)} is in the way", read.Message, StringComparison.Ordinal);
        Assert.Equal(10, new FileInfo(victim).Length);
    }

    [Fact]
    public async Task A_pipe_in_a_files_place_holds_nobody_up()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var fixture = new StorageFixture(Content);
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(fixture.Directory, "t")).FullName, "a");
        System.Diagnostics.Process.Start("mkfifo", path).WaitForExit();

        Assert.StartsWith($"{path} is in the way", (await fixture.DownloadAsync(0)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_itself_may_be_reached_by_a_link()
    {
        await using var real = new StorageFixture(Content);
        Directory.CreateDirectory(real.Directory);
        var link = Path.Combine(real.Temporary, "link");
        File.CreateSymbolicLink(link, real.Directory);
        await using var fixture = new StorageFixture(Content, directory: link);

        await fixture.DownloadAllAsync();

        Content.AssertOnDisk(real.Directory);
    }

    private static int Grow(SmallDisk disk, int sizeKiB)
    {
        using var mount = System.Diagnostics.Process.Start("mount", ["-o", $"remount,size={sizeKiB}k", disk.Path]);
        mount.WaitForExit();
        return mount.ExitCode;
    }

    private static void AssertReads(StorageFixture fixture, int piece)
    {
        var index = fixture.Content.Geometry.Piece(piece);
        var buffer = new byte[fixture.Content.Geometry.LengthOf(index)];
        fixture.Store.Read([new BlockRange(index, 0, buffer.Length)], buffer, 0);
        Assert.Equal(fixture.Content.Piece(piece), buffer);
    }
}
