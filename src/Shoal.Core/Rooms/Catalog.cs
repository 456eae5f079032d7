namespace Shoal.Core.Rooms;

/// <summary>What we share, as a book of changes: whoever has an old revision is told what is new, page by page.</summary>
/// <remarks>One owner at a time; pages are read and files changed under the same lock of its owner.</remarks>
public sealed class Catalog
{
    /// <summary>Files that are no more and are still told of; whoever was away longer starts anew.</summary>
    public const int RemovedMax = 20_000;

    // What a page has besides its entries.
    private const int PageHeadBytes = 256;

    private readonly Dictionary<string, (CatalogEntry? Entry, long Revision)> _files = new(StringComparer.Ordinal);
    private readonly List<(long Revision, string Path)> _log = [];   // rising; a path's last line counts
    private int _removed;
    private long _forgotten;   // revisions of removals up to here are no longer told

    /// <summary>Grows with each change; 0 before the first.</summary>
    public long Revision { get; private set; }

    public int Count => _files.Count - _removed;

    /// <summary>Of all files.</summary>
    public long TotalBytes { get; private set; }

    public RoomPing Standing => new(Revision, Count, TotalBytes);

    public IEnumerable<CatalogEntry> Entries => _files.Values.Select(file => file.Entry).OfType<CatalogEntry>();

    public CatalogEntry? Find(string path) => _files.TryGetValue(path, out var file) ? file.Entry : null;

    /// <summary>A file is there, or is another than it was; false when there are too many.</summary>
    public bool Put(CatalogEntry entry)
    {
        var isKnown = _files.TryGetValue(entry.Path, out var before);
        if (before.Entry == entry) return true;
        if (before.Entry is null && Count == RoomLimits.FilesPerMemberMax) return false;
        if (isKnown && before.Entry is null) _removed--;
        TotalBytes += entry.Length - (before.Entry?.Length ?? 0);
        Note(entry.Path, entry);
        return true;
    }

    /// <summary>A file is gone.</summary>
    public void Remove(string path)
    {
        if (!_files.TryGetValue(path, out var before) || before.Entry is null) return;
        TotalBytes -= before.Entry.Length;
        _removed++;
        Note(path, null);
        if (_removed > RemovedMax) ForgetRemoved();
    }

    /// <summary>The next page for somebody.</summary>
    /// <param name="since">Revision that it has; one that never was counts as nothing.</param>
    public CatalogPage PageSince(long since)
    {
        var from = since > Revision || since < _forgotten ? 0 : since;
        var entries = new List<CatalogEntry>();
        var removed = new List<string>();
        var (to, room) = (Revision, RoomLimits.MessageBytesMax - PageHeadBytes);
        for (var i = FirstAfter(from); i < _log.Count; i++)
        {
            var (revision, path) = _log[i];
            if (_files[path] is var file && file.Revision != revision) continue;   // told later
            room -= CatalogPage.SizeOf(file.Entry ?? new CatalogEntry(path, 0, default, 0));
            if (room < 0 || entries.Count + removed.Count == RoomLimits.PageEntriesMax)
            {
                to = revision - 1;
                break;
            }

            if (file.Entry is not null) entries.Add(file.Entry);
            else if (from > 0) removed.Add(path);
        }

        return new CatalogPage { From = from, To = to, Current = Revision, Entries = entries, Removed = removed };
    }

    private void Note(string path, CatalogEntry? entry)
    {
        _files[path] = (entry, ++Revision);
        _log.Add((Revision, path));
        if (_log.Count > 2 * _files.Count + 1_000) _log.RemoveAll(line => _files[line.Path].Revision != line.Revision);
    }

    private void ForgetRemoved()
    {
        foreach (var (path, file) in _files.Where(file => file.Value.Entry is null).ToList())
        {
            _forgotten = Math.Max(_forgotten, file.Revision);
            _files.Remove(path);
        }

        _removed = 0;
        _log.RemoveAll(line => !_files.TryGetValue(line.Path, out var file) || file.Revision != line.Revision);
    }

    private int FirstAfter(long revision)
    {
        var (low, high) = (0, _log.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_log[middle].Revision <= revision) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
