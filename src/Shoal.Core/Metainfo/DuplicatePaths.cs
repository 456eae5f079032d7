using System.Globalization;

namespace Shoal.Core.Metainfo;

/// <summary>Gives every file a path of its own, on file systems that ignore case too (threats row 15). Folders win over files.</summary>
internal static class DuplicatePaths
{
    /// <summary>Names tried in vain, over the whole torrent, before it is refused: "a.1", "a.2" ... must not become quadratic.</summary>
    public const int MaxCollisions = 500;

    /// <summary>Renames doubles to "name.1.ext"; false when there are too many. Pad files of one length may share a path.</summary>
    public static bool TryResolve(List<FileDraft> files)
    {
        // A folder has no draft. Case is ignored by simple folding; more than any common file system does would rename needlessly.
        var taken = new Dictionary<string, FileDraft?>(files.Count * 2, StringComparer.OrdinalIgnoreCase);
        AddFolders(files, taken);
        var collisions = 0;
        foreach (var file in files)
        {
            if (taken.TryAdd(file.Path, file)) continue;
            if (file.IsPad && taken[file.Path] is { IsPad: true } other && other.Length == file.Length) continue;

            var (stem, extension) = Split(file.Path);
            for (var number = 1; ; number++)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"{stem}.{number}{extension}");
                if (taken.TryAdd(path, file))
                {
                    file.Path = path;
                    break;
                }

                if (++collisions > MaxCollisions) return false;
            }
        }

        return true;
    }

    private static void AddFolders(List<FileDraft> files, Dictionary<string, FileDraft?> taken)
    {
        var folders = taken.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var file in files)
        {
            var path = file.Path.AsSpan();
            // From the innermost outwards: a folder seen before has its parents there already.
            var slash = path.LastIndexOf('/');
            while (slash > 0 && folders.TryAdd(path[..slash], null)) slash = path[..slash].LastIndexOf('/');
        }
    }

    private static (string Stem, string Extension) Split(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') + 1 ? (path[..dot], path[dot..]) : (path, "");
    }
}
