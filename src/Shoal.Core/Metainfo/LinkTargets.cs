namespace Shoal.Core.Metainfo;

/// <summary>Keeps the links that lead to something inside their torrent, and makes the others plain empty files (BEP 47, threats row
/// 12).</summary>
internal sealed class LinkTargets
{
    /// <summary>Links followed to find where a path leads, as systems have it.</summary>
    private const int MaxHops = 16;

    /// <summary>Characters looked at for all links of a torrent that lead through others; beyond, they are dropped.</summary>
    private const int MaxWork = 20_000_000;

    private readonly Dictionary<string, FileDraft> _files;
    private readonly HashSet<string> _folders;
    private readonly string _root;
    private int _workLeft = MaxWork;

    private LinkTargets(List<FileDraft> files, string folder)
    {
        _root = folder + "/";
        _files = new Dictionary<string, FileDraft>(files.Count, StringComparer.Ordinal);
        _folders = new HashSet<string>(StringComparer.Ordinal);
        var folders = _folders.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var file in files)
        {
            if (file.IsPad) continue;
            _files.TryAdd(file.Path, file);
            var path = file.Path.AsSpan();
            var slash = path.LastIndexOf('/');
            while (slash > 0 && folders.Add(path[..slash])) slash = path[..slash].LastIndexOf('/');
        }
    }

    /// <param name="files">Paths not renamed yet: links were written against these.</param>
    /// <param name="folder">The torrent's safe name.</param>
    public static void Resolve(List<FileDraft> files, string folder)
    {
        if (!files.Exists(file => file.LinkPath is not null)) return;
        var targets = new LinkTargets(files, folder);
        var indirect = new List<FileDraft>();
        foreach (var link in files)
        {
            if (link.LinkPath is not { } fromTop) continue;
            if ((targets.Take(link, fromTop) ?? targets.TakeBesideLink(link, fromTop)) is { } path) link.LinkPath = path;
            else indirect.Add(link);
        }

        // Only now do all direct links say where they lead.
        foreach (var link in indirect)
        {
            if (!targets.LeadsSomewhere(link)) link.LinkPath = null;
        }
    }

    // Null when nothing there has this very path.
    private string? Take(FileDraft link, string path)
    {
        if (_files.TryGetValue(path, out var file) && file != link)
        {
            link.LinkedFile = file;
            return path;
        }

        return _folders.Contains(path) ? path : null;
    }

    // Old programs wrote targets relative to the link.
    private string? TakeBesideLink(FileDraft link, string fromTop)
    {
        if (!fromTop.StartsWith(_root, StringComparison.Ordinal)) return null;
        var slash = link.Path.LastIndexOf('/');
        return slash < 0 ? null : Take(link, string.Concat(link.Path.AsSpan(0, slash + 1), fromTop.AsSpan(_root.Length)));
    }

    // A path that leads through other links: each is replaced by its target until only files and folders are left.
    private bool LeadsSomewhere(FileDraft link)
    {
        var path = link.LinkPath!;
        for (var hops = 0; hops < MaxHops; hops++)
        {
            if (FirstLink(path, out var end) is not { } through)
                return path != link.Path && (_files.ContainsKey(path) || _folders.Contains(path));
            if (through == link || through.LinkPath is null) return false;
            path = through.LinkPath + path[end..];
        }

        return false;
    }

    private FileDraft? FirstLink(string path, out int end)
    {
        var files = _files.GetAlternateLookup<ReadOnlySpan<char>>();
        for (end = path.IndexOf('/', StringComparison.Ordinal); end > 0; end = path.IndexOf('/', end + 1))
        {
            _workLeft -= end;
            if (_workLeft < 0) break;
            if (files.TryGetValue(path.AsSpan(0, end), out var file) && file.IsLink) return file;
        }

        end = path.Length;
        return null;
    }
}
