using Shoal.Core.Primitives;
using System.Globalization;
using Shoal.Commands;
using Shoal.Engine.Sessions;

namespace Shoal.Terminal;

/// <summary>Turns snapshots into the lines a person watches. Pure: the same snapshots and width give the same text.</summary>
internal static class ProgressView
{
    /// <summary>Torrents shown one by one; the rest is summed up in a line.</summary>
    public const int TorrentsShownMax = 6;

    private const int BarCellsMin = 10;
    private const int BarCellsMax = 40;

    /// <summary>Two lines a torrent, none wider than <paramref name="width"/> cells.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<TorrentSnapshot> torrents, int width)
    {
        var lines = new List<string>();
        // Finished ones make room for those that still move.
        var shown = torrents.OrderBy(t => t.IsComplete).Take(TorrentsShownMax).ToHashSet();
        foreach (var torrent in torrents.Where(shown.Contains))
        {
            lines.Add(CellText.Fit(TerminalText.Escape(torrent.Name), width));
            lines.Add(Status(torrent, width));
        }

        if (torrents.Count > shown.Count)
        {
            var rest = torrents.Where(t => !shown.Contains(t)).ToList();
            lines.Add(CellText.Fit($"and {rest.Count} more, {rest.Count(t => t.IsComplete)} of them complete", width));
        }

        return lines;
    }

    /// <summary>One line that says where a torrent is, for logs and redirected output too.</summary>
    public static string Status(TorrentSnapshot torrent, int width) => torrent.State switch
    {
        TorrentState.FetchingMetadata => CellText.Fit("  waiting for the metadata, " + Company(torrent), width),
        TorrentState.Checking => Bar("  checking", torrent.CheckedBytes, torrent.TotalBytes, Of(torrent.CheckedBytes, torrent.TotalBytes), width),
        TorrentState.Downloading => Bar("", torrent.WantedDoneBytes, torrent.WantedBytes, Flow(torrent), width),
        TorrentState.Seeding => CellText.Fit(
            string.Create(CultureInfo.InvariantCulture, $"  seeding   up {Rate(torrent.UploadRate)}   {Company(torrent)}   ratio {torrent.Ratio:0.00}"), width),
        TorrentState.Paused => CellText.Fit("  paused", width),
        TorrentState.Queued => CellText.Fit("  waiting for its turn", width),
        TorrentState.Failed => CellText.Fit("  stopped: " + TerminalText.Escape(torrent.Error ?? "for no reason it knows"), width),
        _ => "",
    };

    /// <summary>A line for work that only hashes.</summary>
    /// <param name="what">One word before the bar.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="rate">Bytes a second.</param>
    /// <param name="width">In cells.</param>
    public static string Hashing(string what, HashingProgress progress, long rate, int width)
    {
        var facts = Of(progress.DoneBytes, progress.TotalBytes) + "   " + Rate(rate);
        if (rate > 0) facts += "   " + Duration.Show(TimeSpan.FromSeconds((progress.TotalBytes - progress.DoneBytes) / (double)rate));
        return Bar(what, progress.DoneBytes, progress.TotalBytes, facts, width);
    }

    /// <summary>Time until everything wanted is here at the present rate; null when that is never.</summary>
    public static TimeSpan? Remaining(TorrentSnapshot torrent) => torrent is { State: TorrentState.Downloading, DownloadRate: > 0 }
        ? TimeSpan.FromSeconds(Math.Min((torrent.WantedBytes - torrent.WantedDoneBytes) / (double)torrent.DownloadRate, 1e8))
        : null;

    private static string Flow(TorrentSnapshot torrent)
    {
        var flow = Of(torrent.WantedDoneBytes, torrent.WantedBytes) + "   " + Rate(torrent.DownloadRate);
        if (torrent.UploadRate > 0) flow += "   up " + Rate(torrent.UploadRate);
        flow += "   " + Company(torrent);
        return Remaining(torrent) is { } left ? flow + "   " + Duration.Show(left) : flow;
    }

    private static string Bar(string what, long done, long total, string facts, int width)
    {
        var share = total <= 0 ? 0 : Math.Clamp((double)done / total, 0, 1);
        // 100 % is said when it is true, never by rounding up.
        var percent = Math.Floor(share * 1_000) / 10;
        var head = what + string.Create(CultureInfo.InvariantCulture, $"{percent,6:0.0}% ");
        var cells = Math.Min(width - head.Length - facts.Length - 4, BarCellsMax);
        if (cells < BarCellsMin) return CellText.Fit(head + " " + facts, width);
        var full = (int)(share * cells);
        var tip = full < cells && share > 0 ? ">" : "";
        return head + "[" + (new string('=', full) + tip).PadRight(cells) + "]  " + facts;
    }

    private static string Company(TorrentSnapshot torrent)
    {
        if (torrent.Peers > 0) return torrent.Peers == 1 ? "1 peer" : $"{torrent.Peers} peers";
        return "no peers yet";
    }

    private static string Of(long done, long total) => $"{ByteCount.Show(done)} of {ByteCount.Show(total)}";

    private static string Rate(long bytesPerSecond) => ByteCount.Show(bytesPerSecond) + "/s";
}
