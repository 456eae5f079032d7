using Microsoft.Win32.SafeHandles;
using Shoal.Core.Codes;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>Gives received files their places: names of the manifest below the receiver's folder, then modes, times and links.</summary>
internal sealed class ReceivedFiles
{
    private const int NumbersMax = 10_000;

    private readonly CodeManifest _manifest;
    private readonly string _directory;
    private readonly bool _overwrites;
    private readonly Dictionary<string, string> _topNames;
    private readonly IFileSystem _disk = FileSystems.Local;

    private ReceivedFiles(CodeManifest manifest, string directory, bool overwrites, Dictionary<string, string> topNames) =>
        (_manifest, _directory, _overwrites, _topNames) = (manifest, directory, overwrites, topNames);

    /// <summary>Names at the top of the manifest that something in the folder has.</summary>
    public static IReadOnlyList<string> Conflicts(CodeManifest manifest, string directory) =>
        [.. manifest.TopNames.Where(name => Path.Exists(Path.Combine(directory, name)))];

    /// <summary>Decides the names. Makes the folder.</summary>
    /// <exception cref="CodeException">A name is taken and may not be.</exception>
    public static ReceivedFiles Plan(CodeManifest manifest, AcceptCode request)
    {
        var directory = Path.GetFullPath(request.Directory);
        FileSystems.Local.MakeRoot(directory);
        var taken = Conflicts(manifest, directory);
        if (taken.Count > 0 && request.Conflicts == CodeConflict.Fail)
            throw new CodeException($"{taken[0]} is there already. Overwrite it, or receive under another name (--overwrite, --rename).");
        var names = manifest.TopNames.ToDictionary(
            name => name, name => request.Conflicts == CodeConflict.Rename && taken.Contains(name) ? Numbered(directory, name) : name, StringComparer.Ordinal);
        return new ReceivedFiles(manifest, directory, request.Conflicts == CodeConflict.Overwrite, names);
    }

    /// <summary>Where the names at the top will be.</summary>
    public IReadOnlyList<string> Places => [.. _manifest.TopNames.Select(name => Path.Combine(_directory, _topNames[name]))];

    /// <summary>Moves everything to its place.</summary>
    /// <param name="dataPath">Where the swarm's files are; null when none has bytes.</param>
    /// <exception cref="CodeException">A name was taken meanwhile.</exception>
    /// <exception cref="DiskException">The disk failed.</exception>
    public void Place(string? dataPath)
    {
        foreach (var entry in _manifest.Entries.Where(entry => entry.Kind == CodeEntryKind.Folder)) MakeFolder(PathOf(entry));
        if (dataPath is not null) PlaceContents(dataPath);
        foreach (var entry in _manifest.Entries.Where(entry => entry is { Kind: CodeEntryKind.File, Length: 0 })) MakeEmpty(PathOf(entry), entry);

        foreach (var link in _manifest.Entries.Where(entry => entry.Kind == CodeEntryKind.Link)) MakeLink(PathOf(link), link.Target!);

        // Innermost first: what happens in a folder changes its time, and a folder may be one that we cannot write to.
        foreach (var folder in _manifest.Entries.Where(entry => entry.Kind == CodeEntryKind.Folder).OrderByDescending(entry => entry.Path.Length))
            DressFolder(PathOf(folder), folder);
    }

    private string PathOf(CodeEntry entry)
    {
        var slash = entry.Path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? _topNames[entry.Path] : _topNames[entry.Path[..slash]] + entry.Path[slash..];
    }

    // Modes and times first, while one open folder finds each file by one name: fifty thousand of them show the difference.
    private void PlaceContents(string dataPath)
    {
        using var from = _disk.Enter(dataPath, SentFileSystem.TorrentName) ?? throw new DiskException(DiskProblem.Gone, dataPath, "no such folder");
        IFolder? to = null;
        var (toPath, number) = ((string?)null, 0);
        try
        {
            foreach (var entry in _manifest.Contents)
            {
                var (name, path) = (SentFileSystem.NameOf(number++), PathOf(entry));
                var slash = path.LastIndexOf('/');
                var parent = slash < 0 ? string.Empty : path[..slash];
                if (parent != toPath)
                {
                    to?.Dispose();
                    (to, toPath) = (_disk.Enter(_directory, parent, create: true)!, parent);   // one the manifest does not name is made on the way
                }

                from.Dress(name, (UnixFileMode?)entry.Mode, TimeOf(entry));
                if (!from.TryMove(name, to!, path[(slash + 1)..], _overwrites)) throw Taken(path);
            }
        }
        finally
        {
            to?.Dispose();
        }
    }

    private void MakeEmpty(string path, CodeEntry entry)
    {
        if (!_overwrites && _disk.StatusOf(_directory, path) is not null) throw Taken(path);
        using var file = _disk.Open(_directory, path, FileAccess.ReadWrite, executable: false, out _)!;
        _disk.SetLength(file, 0);
        Dress(file, entry);
    }

    private void MakeFolder(string path)
    {
        if (_disk.StatusOf(_directory, path) is { } there && there.Kind != FileKind.Folder) throw Taken(path);
        _disk.Enter(_directory, path, create: true)?.Dispose();   // part by part and through no link
    }

    private void MakeLink(string path, string target)
    {
        if (_overwrites && _disk.ReadLink(_directory, path) is not null) _disk.DeleteFile(_directory, path);
        if (!_disk.MakeLink(_directory, path, target)) throw Taken(path);
    }

    private void Dress(SafeFileHandle file, CodeEntry entry)
    {
        if (TimeOf(entry) is { } time) _disk.SetModified(file, time);
        if (entry.Mode is { } mode && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, (UnixFileMode)mode);
    }

    private void DressFolder(string path, CodeEntry entry)
    {
        var full = Path.Combine(_directory, path);
        if (_disk.StatusOf(_directory, path) is not { Kind: FileKind.Folder }) return;
        if (TimeOf(entry) is { } time) Directory.SetLastWriteTimeUtc(full, time);
        if (entry.Mode is { } mode && !OperatingSystem.IsWindows()) File.SetUnixFileMode(full, (UnixFileMode)mode);
    }

    private static DateTime? TimeOf(CodeEntry entry) =>
        entry.ModifiedTicks is { } ticks && ticks > -DateTime.UnixEpoch.Ticks && ticks < DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks
            ? DateTime.UnixEpoch.AddTicks(ticks) : null;

    /// <summary>"name (1).ext": the first that nothing in the folder has.</summary>
    /// <exception cref="CodeException">There is none.</exception>
    internal static string Numbered(string directory, string name)
    {
        var (stem, extension) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        if (stem.Length == 0) (stem, extension) = (name, string.Empty);
        for (var number = 1; number < NumbersMax; number++)
            if ($"{stem} ({number}){extension}" is var free && !Path.Exists(Path.Combine(directory, free))) return free;
        throw new CodeException($"{name} is there already, in every numbering.");
    }

    private static CodeException Taken(string path) => new($"{path} is there already; what arrived is kept for the next attempt.");
}
