using Shoal.Core.Metainfo;
using Shoal.Engine.Platform;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Tests.Storage;

/// <summary>Syncing, finishing, moving, deleting: on the same disk and across disks.</summary>
public sealed class StorageUpkeepTests
{
    private const int Piece = 64 << 10;

    private static TestContent Content
    {
        get
        {
            var content = TestContent.Make(TestVersion.V1, Piece, ("t/a", 100_000), ("t/empty", 0), ("t/sub/b", 70_000), ("t/sub/deep/c", 5), ("t/run", 9));
            return content.With(m => m with
            {
                Files =
                [
                    .. m.Files.Select(f => f with { IsExecutable = f.Path == "t/run" }),
                    new TorrentFile { Index = m.Files.Count, Path = "t/sub/link", Length = 0, Offset = 0, SymlinkTarget = "t/a" },
                ],
            });
        }
    }

    [Fact]
    public async Task A_finished_torrent_has_its_empty_files_links_and_rights()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAllAsync();

        await fixture.Store.CompleteAsync();
        await fixture.Store.CompleteAsync();

        fixture.Content.AssertOnDisk(fixture.Directory);
        Assert.Equal(0, new FileInfo(Path.Combine(fixture.Directory, "t/empty")).Length);
        Assert.Equal("../a", new FileInfo(Path.Combine(fixture.Directory, "t/sub/link")).LinkTarget);
        if (OperatingSystem.IsWindows()) return;
        Assert.NotEqual(0, (int)(File.GetUnixFileMode(Path.Combine(fixture.Directory, "t/run")) & UnixFileMode.UserExecute));
        Assert.Equal(0, (int)(File.GetUnixFileMode(Path.Combine(fixture.Directory, "t/a")) & UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task A_selection_of_nothing_but_an_empty_file_is_made()
    {
        await using var fixture = new StorageFixture(Content);

        await fixture.Store.CompleteAsync(f => f.Path == "t/empty");

        Assert.Equal(["t/empty"], Files(fixture.Directory));
    }

    [Fact]
    public async Task A_torrent_is_not_finished_while_a_file_is_short()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAsync(0);

        await Assert.ThrowsAsync<IOException>(() => fixture.Store.CompleteAsync());
    }

    [Fact]
    public async Task Stamps_tell_what_changed()
    {
        await using var fixture = new StorageFixture(Content);
        var before = fixture.Store.FileStamps();
        await fixture.DownloadAllAsync();
        await fixture.Store.SyncAsync();
        var after = fixture.Store.FileStamps();

        File.SetLastWriteTimeUtc(Path.Combine(fixture.Directory, "t/sub/b"), DateTime.UnixEpoch);
        var touched = fixture.Store.FileStamps();

        Assert.All(before, s => Assert.Equal(FileStamp.Missing, s));
        Assert.Equal([100_000, -1, 70_000, 5, 9, -1], after.Select(s => s.LengthBytes));
        Assert.Equal([2], Enumerable.Range(0, after.Length).Where(i => after[i] != touched[i]));
        Assert.Equal(DateTime.UnixEpoch.Ticks, touched[2].ModifiedTicks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_move_and_the_torrent_goes_on(bool toAnotherDisk)
    {
        using var disk = toAnotherDisk ? SmallDisk.TryMount(sizeKiB: 4000) : null;
        if (toAnotherDisk && disk is null) return;
        await using var fixture = new StorageFixture(Content);
        var target = Path.Combine(disk?.Path ?? fixture.Temporary, "new/place");
        await fixture.DownloadAsync(0);
        await fixture.Store.CompleteAsync(f => f.SymlinkTarget is not null);
        await File.WriteAllTextAsync(Path.Combine(fixture.Directory, "t/mine"), "mine");

        await fixture.Store.MoveAsync(target);
        for (var i = 1; i < fixture.Content.Geometry.PieceCount; i++) Assert.True((await fixture.DownloadAsync(i)).Right);
        await fixture.Store.SyncAsync();

        fixture.Content.AssertOnDisk(target);
        Assert.Equal(target, fixture.Store.Directory);
        Assert.Equal("../a", new FileInfo(Path.Combine(target, "t/sub/link")).LinkTarget);
        Assert.Equal(["t/mine"], Files(fixture.Directory));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_move_that_finds_something_in_the_way_leaves_everything_where_it_was(bool toAnotherDisk)
    {
        using var disk = toAnotherDisk ? SmallDisk.TryMount(sizeKiB: 4000) : null;
        if (toAnotherDisk && disk is null) return;
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAllAsync();
        var target = Path.Combine(disk?.Path ?? fixture.Temporary, "new");
        Directory.CreateDirectory(Path.Combine(target, "t/sub"));
        await File.WriteAllTextAsync(Path.Combine(target, "t/sub/b"), "mine");

        var fault = await Assert.ThrowsAsync<IOException>(() => fixture.Store.MoveAsync(target));

        Assert.Contains("it is there already", fault.Message, StringComparison.Ordinal);
        fixture.Content.AssertOnDisk(fixture.Directory);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(target, "t/sub/b")));
        Assert.Equal(["t/sub/b"], Files(target));
        Assert.False(fixture.HasMore);
    }

    [Fact]
    public async Task A_move_to_a_disk_too_small_leaves_everything_where_it_was()
    {
        using var disk = SmallDisk.TryMount(sizeKiB: 120);
        if (disk is null) return;
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAllAsync();

        var fault = await Assert.ThrowsAsync<IOException>(() => fixture.Store.MoveAsync(disk.Path));

        Assert.StartsWith("The disk is full", fault.Message, StringComparison.Ordinal);
        fixture.Content.AssertOnDisk(fixture.Directory);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
        Assert.False(fixture.HasMore);
    }

    [Fact]
    public async Task Readers_and_hashers_at_work_survive_a_move()
    {
        using var disk = SmallDisk.TryMount(sizeKiB: 40_000);
        if (disk is null) return;
        var content = TestContent.Make(TestVersion.V1, Piece, ("t/a", 128 * Piece), ("t/b", 128 * Piece));
        await using var fixture = new StorageFixture(content);
        for (var i = 0; i < 64; i++) await fixture.DownloadAsync(i);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var buffer = new byte[Piece];
            for (var i = 0; !stop.IsCancellationRequested; i = (i + 1) % 64)
            {
                fixture.Store.Read([new BlockRange(content.Geometry.Piece(i), 0, Piece)], buffer, 0);
                Assert.Equal(content.Piece(i), buffer);
            }
        });
        var writer = Task.Run(async () =>
        {
            for (var i = 64; i < 256; i++) Assert.True((await fixture.DownloadAsync(i)).Right);
        });

        foreach (var place in new[] { "x", "y", "z" })
            await fixture.Store.MoveAsync(Path.Combine(place == "y" ? fixture.Temporary : disk.Path, place));
        await writer;
        await stop.CancelAsync();
        await reader;

        content.AssertOnDisk(Path.Combine(disk.Path, "z"));
    }

    [Fact]
    public async Task Deleting_takes_the_torrents_own_files_and_empty_folders_only()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAllAsync();
        await fixture.Store.CompleteAsync();
        await File.WriteAllTextAsync(Path.Combine(fixture.Directory, "t/sub/mine"), "mine");
        File.Delete(Path.Combine(fixture.Directory, "t/run"));
        File.CreateSymbolicLink(Path.Combine(fixture.Directory, "t/run"), "sub/mine");

        await fixture.Store.DeleteAsync();

        Assert.Equal(["t/run", "t/sub/mine"], Files(fixture.Directory));
        Assert.False(Directory.Exists(Path.Combine(fixture.Directory, "t/sub/deep")));
    }

    [Fact]
    public async Task Deleting_everything_leaves_the_folder_itself()
    {
        await using var fixture = new StorageFixture(Content);
        await fixture.DownloadAllAsync();

        await fixture.Store.DeleteAsync();
        await fixture.Store.DeleteAsync();

        Assert.Empty(Directory.GetFileSystemEntries(fixture.Directory));
    }

    [Fact]
    public async Task A_sync_of_many_small_files_ends()
    {
        var content = TestContent.Make(TestVersion.V1, Piece, [.. Enumerable.Range(0, 300).Select(i => ($"t/{i % 7}/{i}", 1000 + i))]);
        await using var fixture = new StorageFixture(content);
        await fixture.DownloadAllAsync();

        await fixture.Store.SyncAsync();
        await fixture.Store.SyncAsync();

        content.AssertOnDisk(fixture.Directory);
    }

    [Fact]
    public async Task Reserved_files_have_their_length_at_once()
    {
        await using var fixture = new StorageFixture(Content, preallocate: true);

        await fixture.DownloadAsync(0);

        var status = new LinuxFileSystem().StatusOf(fixture.Directory, "t/a");
        Assert.Equal(100_000, status!.Value.LengthBytes);
        Assert.InRange(status.Value.AllocatedBytes, 100_000, long.MaxValue);
    }

    [Fact]
    public async Task Every_disk_call_works_without_native_code_too()
    {
        await using var fixture = new StorageFixture(Content, files: new PortableFileSystem());
        await fixture.DownloadAllAsync();
        await fixture.Store.CompleteAsync();
        await fixture.Store.SyncAsync();
        await fixture.Store.MoveAsync(Path.Combine(fixture.Temporary, "new"));

        fixture.Content.AssertOnDisk(fixture.Store.Directory);
        await fixture.Store.DeleteAsync();
        Assert.Empty(Directory.GetFileSystemEntries(fixture.Store.Directory));
    }

    private static string[] Files(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(directory, f)).Order()];
}
