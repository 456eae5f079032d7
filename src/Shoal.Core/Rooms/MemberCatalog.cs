using Shoal.Core.Extensions;

namespace Shoal.Core.Rooms;

/// <summary>Another member's catalog, as far as it told it: a stranger's word under limits.</summary>
public sealed class MemberCatalog
{
    private readonly Dictionary<string, CatalogEntry> _files = new(StringComparer.Ordinal);
    private readonly RequestBudget _budget = new(RoomLimits.EntriesBurst, RoomLimits.EntriesPerSecond);
    private long _pathUnits;

    /// <summary>What we have; 0 is nothing.</summary>
    public long Revision { get; private set; }

    public int Count => _files.Count;

    /// <summary>Of all files; stays below 2^62 whatever they claim.</summary>
    public long TotalBytes { get; private set; }

    public IReadOnlyCollection<CatalogEntry> Entries => _files.Values;

    /// <summary>Takes a page in.</summary>
    /// <param name="page">As it was read.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="roomLeft">Files that may still be added before all members together have too many.</param>
    /// <param name="changes">What became of it is appended; also when the verdict is <see cref="CatalogVerdict.Abuse"/>, for what had been taken by then.</param>
    public CatalogVerdict Take(CatalogPage page, TimeSpan now, int roomLeft, List<CatalogChange> changes)
    {
        if (page.From != Revision && page.From != 0) return CatalogVerdict.Late;
        if (!_budget.TrySpend(now, Math.Max(RoomLimits.PageCostMin, page.Entries.Count + page.Removed.Count))) return CatalogVerdict.Abuse;
        var hasMore = page.Current > page.To;
        if (hasMore && page.To == page.From && Revision == page.From) return CatalogVerdict.Abuse;   // there would be no end to asking
        if (page.From == 0 && Revision != 0) Clear(changes);
        foreach (var path in page.Removed)
            if (Remove(path) is { } gone) changes.Add(new CatalogChange(gone, null));
        foreach (var entry in page.Entries)
        {
            var before = Remove(entry.Path);
            if (_files.Count == RoomLimits.FilesPerMemberMax || roomLeft <= 0 || _pathUnits + entry.Path.Length > RoomLimits.PathUnitsPerMemberMax)
            {
                if (before is not null) changes.Add(new CatalogChange(before, null));
                return CatalogVerdict.Abuse;
            }

            _files.Add(entry.Path, entry);
            _pathUnits += entry.Path.Length;
            TotalBytes += entry.Length;
            changes.Add(new CatalogChange(before, entry));
            if (before is null) roomLeft--;
        }

        Revision = page.To;
        return hasMore ? CatalogVerdict.More : CatalogVerdict.Whole;
    }

    /// <summary>Forgets everything: the member is gone.</summary>
    public void Clear(List<CatalogChange> changes)
    {
        changes.AddRange(_files.Values.Select(entry => new CatalogChange(entry, null)));
        _files.Clear();
        (_pathUnits, TotalBytes, Revision) = (0, 0, 0);
    }

    private CatalogEntry? Remove(string path)
    {
        if (!_files.Remove(path, out var before)) return null;
        _pathUnits -= path.Length;
        TotalBytes -= before.Length;
        return before;
    }
}
