using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Terminal;

public sealed class ProgressViewTests
{
    private const int Width = 80;
    private const long GiB = 1L << 30;

    private static readonly TorrentSnapshot Torrent = new()
    {
        InfoHashes = new InfoHashes(new InfoHash(new byte[20]), null),
        Name = "debian-13.iso",
        State = TorrentState.Downloading,
        PieceCount = 100,
        TotalBytes = 2 * GiB,
        WantedBytes = 2 * GiB,
    };

    public static TheoryData<TorrentSnapshot, string> Lines => new()
    {
        { Torrent, "   0.0% [                              ]  0 B of 2.00 GiB   0 B/s   no peers yet" },
        {
            Torrent with { WantedDoneBytes = GiB, DownloadRate = 12 << 20, Peers = 8 },
            "  50.0% [========>       ]  1.00 GiB of 2.00 GiB   12.0 MiB/s   8 peers   1m 25s"
        },
        {
            Torrent with { WantedDoneBytes = 2 * GiB - 1, DownloadRate = 1 << 20, Peers = 1 },
            "  99.9% [====================>]  2.00 GiB of 2.00 GiB   1.00 MiB/s   1 peer   1s"
        },
        { Torrent with { State = TorrentState.Checking, CheckedBytes = GiB }, "  checking  50.0% [===================>                  ]  1.00 GiB of 2.00 GiB" },
        { Torrent with { State = TorrentState.FetchingMetadata, Peers = 3 }, "  waiting for the metadata, 3 peers" },
        {
            Torrent with { State = TorrentState.Seeding, UploadRate = 5 << 20, UploadedBytes = GiB, Peers = 2 },
            "  seeding   up 5.00 MiB/s   2 peers   ratio 0.50"
        },
        { Torrent with { State = TorrentState.Failed, Error = "the disk is full\x1b[2J" }, @"  stopped: the disk is full\x1b[2J" },
        { Torrent with { State = TorrentState.Paused }, "  paused" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_torrent_is_shown_by_its_name_and_what_it_does(TorrentSnapshot torrent, string line)
    {
        var lines = ProgressView.Lines([torrent], Width);

        Assert.Equal(["debian-13.iso", line], lines);
        Assert.True(CellText.Width(line) <= Width);
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal_at_any_width()
    {
        var torrent = Torrent with
        {
            Name = "電影 a rather long name of something \u202e wonderful 電影.mkv", WantedDoneBytes = GiB, DownloadRate = 999 << 20, UploadRate = 7, Peers = 500,
        };
        foreach (var state in Enum.GetValues<TorrentState>())
        {
            for (var width = 1; width <= 120; width++)
                Assert.All(ProgressView.Lines([torrent with { State = state }], width), line => Assert.InRange(CellText.Width(line), 0, width));
        }
    }

    [Fact]
    public void Of_many_torrents_the_unfinished_are_shown_and_the_rest_is_summed_up()
    {
        var done = Torrent with { Name = "done", State = TorrentState.Seeding, WantedDoneBytes = 2 * GiB };
        TorrentSnapshot[] all = [.. Enumerable.Repeat(done, 4).Select((t, i) => t with { Name = "done" + i }), .. Enumerable.Range(0, 5).Select(i => Torrent with { Name = "open" + i })];

        var lines = ProgressView.Lines(all, Width);

        Assert.Equal(ProgressView.TorrentsShownMax * 2 + 1, lines.Count);
        Assert.Equal("and 3 more, 3 of them complete", lines[^1]);
        Assert.Equal(["done0", "open0", "open1", "open2", "open3", "open4"], lines.SkipLast(1).Where((_, i) => i % 2 == 0));
    }

    [Theory]
    [InlineData("a-very-long-file-name.torrent", 20, "a-very-long-...rrent")]
    [InlineData("short", 20, "short")]
    [InlineData("電影電影電影電影", 10, "電影...影")]
    [InlineData("abcdefghij", 5, "abcde")]
    public void A_name_too_long_is_cut_in_the_middle(string name, int cells, string shown) => Assert.Equal(shown, CellText.Fit(name, cells));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59.2, "60s")]
    [InlineData(130, "2m 10s")]
    [InlineData(3900, "1h 05m")]
    [InlineData(273_600, "3d 4h")]
    [InlineData(1e8, "months")]
    public void A_duration_is_shown_in_its_two_largest_units(double seconds, string text) => Assert.Equal(text, Duration.Show(TimeSpan.FromSeconds(seconds)));
}
