using System.Globalization;
using Shoal.Commands;
using Shoal.Core.Primitives;
using Shoal.Web.Documents;

namespace Shoal.Terminal;

/// <summary>A daemon's torrents as text. Pure.</summary>
internal static class TorrentTable
{
    private const int NameCellsMin = 12;

    /// <summary>A heading and a line each, none wider than <paramref name="width"/> cells.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<TorrentRow> rows, int width)
    {
        if (rows.Count == 0) return ["nothing here; 'shoal add' gives the daemon something to do."];
        var names = Math.Max(NameCellsMin, width - 64);
        var lines = new List<string>(rows.Count + 1) { Line("id", "name", names, "state", "done", "size", "down", "up") };
        foreach (var row in rows)
        {
            lines.Add(Line(
                row.Id[..8], TerminalText.Escape(row.Name), names, row.State, Share(row), row.Size > 0 ? ByteCount.Show(row.Wanted) : "",
                Rate(row.DownRate), Rate(row.UpRate)));
            if (row.Error is { } error) lines.Add(CellText.Fit("          " + TerminalText.Escape(error), Math.Max(width, 40)));
        }

        return lines;
    }

    /// <summary>Everything about one torrent.</summary>
    public static IEnumerable<string> Details(TorrentDetails torrent)
    {
        var row = torrent.Row;
        yield return TerminalText.Escape(row.Name);
        yield return $"  state       {row.State}{(row.IsForced ? " (forced)" : "")}, {Share(row)} of {ByteCount.Show(row.Wanted)}";
        if (row.Labels.Count > 0) yield return "  labels      " + TerminalText.Escape(string.Join(", ", row.Labels));
        if (row.Error is { } error) yield return "  fault       " + TerminalText.Escape(error);
        if (torrent.InfoHashV1 is { } v1) yield return "  info-hash   " + v1;
        if (torrent.InfoHashV2 is { } v2) yield return "  v2          " + v2;
        if (row.Directory is { } directory) yield return "  folder      " + TerminalText.Escape(directory);
        yield return $"  down        {Rate(row.DownRate)} {ByteCount.Show(row.Downloaded)} in all";
        yield return $"  up          {Rate(row.UpRate)} {ByteCount.Show(row.Uploaded)} in all";
        foreach (var tracker in torrent.Trackers) yield return $"  tracker     {TerminalText.Escape(tracker.Url)}: {TerminalText.Escape(tracker.Status)}";
        foreach (var peer in torrent.Peers)
            yield return string.Create(CultureInfo.InvariantCulture, $"  peer        {peer.Address}  {TerminalText.Escape(peer.Client)}  {Math.Floor(peer.Progress * 100)}%");
        foreach (var file in Files(torrent.Files)) yield return "  file " + file;
        if (torrent.Magnet is { } magnet) yield return "  " + magnet;
    }

    /// <summary>A line a file: number, share, size, path.</summary>
    public static IEnumerable<string> Files(IReadOnlyList<FileRow> files) => files.Select(file =>
        $"{file.Index,5}  {Percent(file.Size == 0 ? 1 : (double)file.Done / file.Size),6}  {ByteCount.Show(file.Size),9}  {(file.IsWanted ? "" : "(left out) ")}{TerminalText.Escape(file.Path)}");

    /// <summary>A line a peer: address, direction, what it has, what went which way, what it calls itself.</summary>
    public static IEnumerable<string> Peers(IReadOnlyList<PeerRow> peers) => peers.Select(peer =>
        $"{peer.Address,-40}  {(peer.IsIncoming ? "in " : "out")}  {Percent(peer.Progress),6}  down {ByteCount.Show(peer.Downloaded),9}  up {ByteCount.Show(peer.Uploaded),9}  {TerminalText.Escape(peer.Client)}");

    private static string Line(string id, string name, int nameCells, string state, string done, string size, string down, string up)
    {
        var fitted = CellText.Fit(name, nameCells);
        var padding = new string(' ', nameCells - CellText.Width(fitted));
        return $"{id,-8}  {fitted}{padding}  {state,-11} {done,6}  {size,9} {down,11} {up,11}".TrimEnd();
    }

    private static string Share(TorrentRow row) => row.Size == 0 ? "" : row.State == "checking" ? Percent((double)row.Checked / row.Size)
        : Percent(row.Wanted == 0 ? 1 : (double)row.Done / row.Wanted);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 1_000) / 10:0.0}%");

    private static string Rate(long perSecond) => perSecond == 0 ? "" : ByteCount.Show(perSecond) + "/s";
}
