using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Engine.State;
using Shoal.Engine.Tests.Storage;

namespace Shoal.Engine.Tests.State;

public sealed class StateFolderTests : IDisposable
{
    // In memory where there is such a place: the tests flush a thousand times.
    private readonly string _path = Path.Combine(
        Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), Path.GetRandomFileName())).FullName,
        "state");

    private string JournalPath => Path.Combine(_path, Journal.FileName);
    private string SetAside => Path.Combine(_path, Journal.SetAsideFolder);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public async Task What_was_flushed_is_there_the_next_time()
    {
        await using (var state = Open())
        {
            await state.SaveTorrentAsync(Records.Hash(1), new byte[] { 1, 2, 3 });
            await state.SaveTorrentAsync(Records.Hash(1), new byte[] { 9 });
            state.Save(Records.Small(1, downloaded: 1));
            state.Save(Records.Rich(2));
            await state.FlushAsync();
            state.Save(Records.Small(1, downloaded: 2));
            await state.FlushAsync();
        }

        await using var again = Open();
        var loaded = again.Load().OrderBy(t => t.InfoHash.ToString()).ToArray();

        Assert.Equal([2L, 1L], loaded.Select(t => t.Record.DownloadedBytes));
        Assert.Equal([true, false], loaded.Select(t => t.HasTorrent));
        Records.AssertSame(Records.Rich(2), loaded[1].Record);
        Assert.Equal([1, 2, 3], again.ReadTorrent(Records.Hash(1)));
        Assert.Null(again.ReadTorrent(Records.Hash(2)));
    }

    [Fact]
    public async Task A_torrent_removed_is_forgotten_with_its_file()
    {
        await using (var state = Open())
        {
            await state.SaveTorrentAsync(Records.Hash(1), new byte[] { 1 });
            state.Save(Records.Small(1));
            await state.FlushAsync();
            state.Remove(Records.Hash(1));
        }

        await using var again = Open();
        Assert.Empty(again.Load());
        Assert.Empty(Directory.GetFiles(Path.Combine(_path, "torrents")));
    }

    [Fact]
    public async Task A_file_left_by_a_crash_after_the_record_of_its_removal_goes()
    {
        await using (var state = Open()) state.Remove(Records.Hash(1));
        await File.WriteAllBytesAsync(Path.Combine(_path, "torrents", $"{Records.Hash(1)}.torrent"), [1]);

        await using var again = Open();
        Assert.Empty(Directory.GetFiles(Path.Combine(_path, "torrents")));
    }

    [Fact]
    public async Task Two_engines_cannot_share_a_folder()
    {
        await using (Open())
        {
            var fault = Assert.Throws<IOException>(Open);
            Assert.Contains($"in use by another Shoal (process {Environment.ProcessId})", fault.Message, StringComparison.Ordinal);
        }

        await using var after = Open();
    }

    [Fact]
    public async Task A_journal_cut_at_any_byte_loses_only_what_was_being_written()
    {
        var ends = new List<long>();
        await using (var state = Open())
        {
            for (var i = 0; i < 5; i++)
            {
                state.Save(Records.Small(i));
                await state.FlushAsync();
                ends.Add(new FileInfo(JournalPath).Length);
            }
        }

        var journal = await File.ReadAllBytesAsync(JournalPath);
        for (var length = 0; length <= journal.Length; length++)
        {
            await File.WriteAllBytesAsync(JournalPath, journal[..length]);
            await using (var state = Open())
            {
                Assert.Equal(ends.Count(e => e <= length), state.Load().Count);
                state.Save(Records.Small(100));
            }

            await using var again = Open();
            Assert.Equal(ends.Count(e => e <= length) + 1, again.Load().Count);
        }

        Assert.False(Directory.Exists(SetAside));
    }

    [Fact]
    public async Task A_journal_with_any_byte_changed_loses_only_that_record_and_keeps_it_aside()
    {
        await using (var state = Open())
        {
            for (var i = 0; i < 3; i++)
            {
                state.Save(Records.Small(i));
                await state.FlushAsync();
            }
        }

        var journal = await File.ReadAllBytesAsync(JournalPath);
        for (var i = JournalReading.Signature.Length; i < journal.Length; i++)
        {
            var changed = journal.ToArray();
            changed[i] ^= 0x40;
            await File.WriteAllBytesAsync(JournalPath, changed);
            await using (var state = Open()) Assert.Equal(2, state.Load().Count);
            await using (var again = Open()) Assert.Equal(2, again.Load().Count);
            if (Directory.Exists(SetAside)) Directory.Delete(SetAside, recursive: true);
        }
    }

    [Fact]
    public async Task Zeros_after_a_power_cut_are_a_torn_tail()
    {
        await using (var state = Open()) state.Save(Records.Small(1));
        await using (var file = new FileStream(JournalPath, FileMode.Append)) file.Write(new byte[4096]);

        await using var again = Open();
        Assert.Single(again.Load());
        Assert.False(Directory.Exists(SetAside));
    }

    [Fact]
    public async Task A_record_of_a_later_version_is_kept_aside()
    {
        await using (var state = Open()) state.Save(Records.Small(1));
        var record = new byte[JournalRecord.HeadBytes + 3];
        JournalRecord.Seal(record, (JournalRecordType)77, Records.Hash(9));
        await using (var file = new FileStream(JournalPath, FileMode.Append)) file.Write(record);

        await using (var again = Open()) Assert.Single(again.Load());
        await using (var again = Open()) Assert.Single(again.Load());

        Assert.Equal(record, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(SetAside))));
    }

    [Fact]
    public async Task A_file_full_of_marks_is_read_in_bounded_time()
    {
        Directory.CreateDirectory(_path);
        var hostile = new byte[4 << 20];
        for (var i = 0; i + 8 <= hostile.Length; i += 8)
        {
            BitConverter.TryWriteBytes(hostile.AsSpan(i), JournalRecord.Mark);
            BitConverter.TryWriteBytes(hostile.AsSpan(i + 4), 1 << 20);
        }

        await File.WriteAllBytesAsync(JournalPath, hostile);
        await using var state = Open();

        Assert.Empty(state.Load());
        Assert.Equal(hostile.Length, new FileInfo(Assert.Single(Directory.GetFiles(SetAside))).Length);
    }

    [Fact]
    public async Task The_journal_stays_small_however_often_a_torrent_is_saved()
    {
        await using (var state = Open())
        {
            state.Save(Records.Rich(1));
            var trackers = Enumerable.Range(0, 256).Select(i => $"http://tracker-{i}.example/announce").ToArray();
            for (var i = 0; i < 150; i++)
            {
                state.Save(Records.Rich(2) with { DownloadedBytes = i, Trackers = trackers });
                await state.FlushAsync();
            }
        }

        Assert.InRange(new FileInfo(JournalPath).Length, 1, 512 << 10);
        await using var again = Open();
        Assert.Equal([1L, 149L], again.Load().Select(t => t.Record.DownloadedBytes).Order());
    }

    [Fact]
    public async Task Ten_thousand_torrents_are_read_at_once()
    {
        await using (var state = Open())
            for (var i = 0; i < 10_000; i++) state.Save(Records.Rich(i));

        var watch = Stopwatch.StartNew();
        await using var again = Open();

        Assert.Equal(10_000, again.Load().Count);
        Console.WriteLine($"10,000 records read in {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_full_disk_refuses_a_flush_and_what_was_not_written_is_tried_again()
    {
        using var disk = SmallDisk.TryMount(sizeKiB: 64);
        if (disk is null) return;
        await using var state = StateFolder.Open(disk.Path, NullLogger.Instance);
        state.Save(Records.Small(1));
        await state.FlushAsync();
        var filler = Path.Combine(disk.Path, "filler");
        await using (var file = File.Create(filler)) Assert.Throws<IOException>(() => file.Write(new byte[1 << 20]));
        for (var i = 2; i < 100; i++) state.Save(Records.Small(i));
        var fault = await Assert.ThrowsAsync<IOException>(state.FlushAsync);

        File.Delete(filler);
        await state.FlushAsync();

        Assert.StartsWith("The disk is full: free", fault.Message, StringComparison.Ordinal);
        Assert.Equal(99, JournalReading.Of(await File.ReadAllBytesAsync(Path.Combine(disk.Path, Journal.FileName))).Saved.Count);
    }

    [Theory]
    [InlineData("/x", "/x/shoal")]
    [InlineData("x", "/homes/me/.local/state/shoal")]
    [InlineData("", "/homes/me/.local/state/shoal")]
    [InlineData(null, "/homes/me/.local/state/shoal")]
    public void State_goes_where_the_XDG_specification_says(string? xdg, string expected)
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(expected, StatePaths.For(hasAppData: false, xdg, "/homes/me", "/app"));
        Assert.Equal("/app/shoal", StatePaths.For(hasAppData: true, xdg, "/homes/me", "/app"));
    }

    private StateFolder Open() => StateFolder.Open(_path, NullLogger.Instance);
}
