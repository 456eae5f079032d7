using System.Globalization;
using Shoal.Core.Primitives;
using Shoal.Web.Documents;
using Shoal.Web.Settings;

namespace Shoal.Terminal;

/// <summary>A daemon's queue as text. Pure.</summary>
internal static class QueueTable
{
    private const int NameCellsMin = 12;

    /// <summary>Downloads, then seeds, each as the queue has them.</summary>
    public static IReadOnlyList<TorrentRow> InOrder(IReadOnlyList<TorrentRow> rows) =>
        [.. rows.OrderBy(IsComplete).ThenBy(row => row.QueuePosition).ThenBy(row => row.Added)];

    /// <summary>A line of limits, then one a torrent, none wider than <paramref name="width"/> cells.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<TorrentRow> inOrder, QueueSettings limits, int width)
    {
        yield return $"at once: {Limit(limits.Downloads)} downloads, {Limit(limits.Seeds)} seeds, {Limit(limits.Total)} in all";
        var names = Math.Max(NameCellsMin, width - 40);
        foreach (var row in inOrder)
        {
            var name = CellText.Fit(TerminalText.Escape(row.Name), names);
            var place = string.Create(CultureInfo.InvariantCulture, $"{(IsComplete(row) ? "seed" : "get"),4} {row.QueuePosition,4}");
            yield return $"{place}  {row.Id[..8]}  {name}{new string(' ', names - CellText.Width(name))}  {row.State}{(row.IsForced ? ", forced" : "")}";
        }
    }

    private static bool IsComplete(TorrentRow row) => row.Size > 0 && row.Done == row.Wanted;

    private static string Limit(int limit) => limit == 0 ? "any number of" : limit.ToString(CultureInfo.InvariantCulture);
}
