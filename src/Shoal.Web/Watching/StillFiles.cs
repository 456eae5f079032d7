namespace Shoal.Web.Watching;

/// <summary>Finds out which files of a folder nobody writes to any more, by looking again and again: it needs no word from the system, so network folders work, too.</summary>
internal sealed class StillFiles
{
    /// <summary>A file is taken for whole when it was the same for so long.</summary>
    public static readonly TimeSpan StillAfter = TimeSpan.FromSeconds(2);

    /// <summary>What is no torrent by then will not become one: a copy that stalled may still go on before.</summary>
    public static readonly TimeSpan HopelessAfter = TimeSpan.FromSeconds(60);

    /// <summary>Most files remembered; the others wait until there is room.</summary>
    public const int MaxFiles = 10_000;

    private Dictionary<string, (WatchedFile File, TimeSpan Since)> _seen = new(StringComparer.Ordinal);

    /// <param name="listing">What the folder holds now.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>Files that did not change, with how long they did not.</returns>
    public IReadOnlyList<(WatchedFile File, bool IsHopeless)> Look(IEnumerable<WatchedFile> listing, TimeSpan now)
    {
        var seen = new Dictionary<string, (WatchedFile File, TimeSpan Since)>(StringComparer.Ordinal);
        var still = new List<(WatchedFile, bool)>();
        foreach (var file in listing.Take(MaxFiles))
        {
            var since = _seen.TryGetValue(file.Path, out var before) && before.File == file ? before.Since : now;
            seen[file.Path] = (file, since);
            if (now - since >= StillAfter) still.Add((file, now - since >= HopelessAfter));
        }

        _seen = seen;
        return still;
    }
}
