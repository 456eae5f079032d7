namespace Shoal.Interop;

/// <summary>The sizes at which clients were seen to stall: one large file, and 20,000 small ones, every pair both ways.</summary>
[Collection("one large transfer at a time")]
public sealed class LongTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly Workspace _room = new(needBytes: 9L << 30);

    [NeedsTheory(Programs.Shoal, "mktorrent", Programs.LongRun)]
    [Row("rtorrent", 1)]   // libtorrent and rtorrent stall here
    [Row("transmission-daemon", 4)]
    [Row(Programs.Libtorrent, 4)]
    [Row("aria2c", 4)]
    [Row("rtorrent", 4)]
    [Row("qbittorrent-nox", 4)]
    [Row(Programs.Shoal, 4)]
    public Task Shoal_downloads_a_large_file(string seeder, int gibibytes) => ShareFileAsync(seeder, Programs.Shoal, gibibytes);

    [NeedsTheory(Programs.Shoal, "mktorrent", Programs.LongRun)]
    [Row("rtorrent", 1)]
    [Row("transmission-daemon", 4)]
    [Row(Programs.Libtorrent, 4)]
    [Row("aria2c", 4)]
    [Row("rtorrent", 4)]
    [Row("qbittorrent-nox", 4)]
    public Task Shoal_seeds_a_large_file(string leecher, int gibibytes) => ShareFileAsync(Programs.Shoal, leecher, gibibytes);

    [NeedsTheory(Programs.Shoal, "mktorrent", Programs.LongRun)]
    [Row("transmission-daemon")]
    [Row(Programs.Libtorrent)]
    [Row("aria2c")]
    [Row("rtorrent")]
    [Row("qbittorrent-nox")]
    [Row(Programs.Shoal)]
    public Task Shoal_downloads_20_000_small_files(string seeder) => ShareSmallFilesAsync(seeder, Programs.Shoal);

    [NeedsTheory(Programs.Shoal, "mktorrent", Programs.LongRun)]
    [Row("transmission-daemon")]
    [Row(Programs.Libtorrent)]
    [Row("aria2c")]
    [Row("rtorrent")]
    [Row("qbittorrent-nox")]
    public Task Shoal_seeds_20_000_small_files(string leecher) => ShareSmallFilesAsync(Programs.Shoal, leecher);

    public void Dispose() => _room.Dispose();

    private Task ShareFileAsync(string seeder, string leecher, int gibibytes) =>
        new Transfer(seeder, leecher) { Deadline = Deadline, PieceLength = 4 << 20 }
            .RunAsync(_room, Tree.MakeFile(_room.Folder("source"), "large.bin", ((long)gibibytes << 30) + 1));

    private Task ShareSmallFilesAsync(string seeder, string leecher) =>
        new Transfer(seeder, leecher) { Deadline = Deadline }.RunAsync(_room, Tree.MakeSmallFiles(_room.Folder("source"), 20_000));
}
