using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Rooms;

/// <summary>Looks through shared folders: which files are there, as they are now. Follows no link; leaves out what is hidden, unfinished or empty.</summary>
internal sealed class ShareScan(IFileSystem disk)
{
    private static readonly string[] UnfinishedEndings =
        [".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".!ut", ".!qb", ".!bt", ".aria2", ".bt!"];

    /// <summary>Every file; a folder that cannot be read is left out.</summary>
    /// <param name="roots">Folders that exist.</param>
    /// <param name="cancel">Ends it early.</param>
    public List<SentFile> Find(IReadOnlyList<string> roots, CancellationToken cancel)
    {
        var found = new List<SentFile>();
        foreach (var root in roots) Walk(root, found, cancel);
        return found;
    }

    public static bool IsShared(string name) =>
        name[0] != '.' && !name.StartsWith("~$", StringComparison.Ordinal)
        && !Array.Exists(UnfinishedEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The path as others are told it: safe on every system.</summary>
    /// <param name="label">First part, where several folders are shared; else empty.</param>
    /// <param name="path">Relative, with '/' between its parts.</param>
    public static string? SafePathOf(string label, string path)
    {
        var safe = new StringBuilder();
        if (label.Length > 0) SafePath.Append(safe, Encoding.UTF8.GetBytes(label), keepEmpty: true);
        foreach (var part in path.Split('/')) SafePath.Append(safe, Encoding.UTF8.GetBytes(part), keepEmpty: true);
        return safe.Length <= SafePath.MaxPathLength ? safe.ToString() : null;
    }

    private void Walk(string root, List<SentFile> found, CancellationToken cancel)
    {
        var folders = new Queue<string>([string.Empty]);
        while (folders.TryDequeue(out var folder))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var entry in List(root, folder))
            {
                if (!entry.IsNameText || !IsShared(entry.Name)) continue;
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry.Status.Kind == FileKind.Folder && path.AsSpan().Count('/') < SafePath.MaxElements - 2) folders.Enqueue(path);
                if (entry.Status is not { Kind: FileKind.File, LengthBytes: > 0 and <= RoomTorrent.MaxFileBytes }) continue;
                found.Add(new SentFile(root, path, entry.Status));
                if (found.Count > RoomLimits.FilesPerMemberMax) return;
            }
        }
    }

    private List<FolderEntry> List(string root, string folder)
    {
        try
        {
            return disk.List(root, folder);
        }
        catch (DiskException)
        {
            return [];   // expected: gone meanwhile, or not ours to read
        }
    }
}
