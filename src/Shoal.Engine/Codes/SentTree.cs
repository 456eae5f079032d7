using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>Finds everything that is to be sent, before a code is shown: what cannot be sent is refused now.</summary>
internal sealed class SentTree
{
    private readonly IFileSystem _disk;
    private readonly CancellationToken _cancel;
    private readonly List<CodeEntry> _entries = [];
    private readonly List<SentFile> _files = [];

    private SentTree(IFileSystem disk, CancellationToken cancel) => (_disk, _cancel) = (disk, cancel);

    /// <summary>What is offered, paths as they are here.</summary>
    public CodeManifest Manifest { get; private set; } = new();

    /// <summary>Where the bytes of <see cref="CodeManifest.Contents"/> are, in the same order.</summary>
    public IReadOnlyList<SentFile> Files => _files;

    /// <exception cref="CodeException">Something is not there, or is neither file, folder nor link.</exception>
    /// <exception cref="IOException">The disk failed, or we may not look.</exception>
    public static SentTree Read(IReadOnlyList<string> paths, CodeContentKind kind, IFileSystem disk, CancellationToken cancel)
    {
        var tree = new SentTree(disk, cancel);
        foreach (var path in paths) tree.AddNamed(path);
        if (tree._entries.Count == 0) throw new CodeException("There is nothing to send.");
        tree.Manifest = new CodeManifest { Kind = kind, Entries = tree._entries };
        return tree;
    }

    // What was named on the command line may be a link; what lies below it may not lead out.
    private void AddNamed(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var named = new FileInfo(full);
        var shownName = Path.GetFileName(full);
        if (named.LinkTarget is not null && named.ResolveLinkTarget(returnFinalTarget: true) is { } target) full = target.FullName;
        if (shownName.Length == 0) throw new CodeException($"{path}: send a folder, not a whole disk.");
        var folder = Path.GetDirectoryName(full) ?? full;
        var name = Path.GetFileName(full);
        var status = _disk.StatusOf(folder, name) ?? throw new CodeException($"{path}: no such file or folder.");
        switch (status.Kind)
        {
            case FileKind.Folder: Walk(full, shownName); break;
            case FileKind.File: AddFile(folder, name, shownName, status); break;
            default: throw Special(path);
        }
    }

    private void Walk(string root, string name)
    {
        AddFolder(root, string.Empty, name, _disk.StatusOf(root, string.Empty));
        var folders = new Queue<string>([string.Empty]);
        while (folders.TryDequeue(out var folder))
        {
            _cancel.ThrowIfCancellationRequested();
            if (folder.AsSpan().Count('/') >= SafePath.MaxElements - 1) throw new CodeException($"{folder}: too many folders inside one another.");
            foreach (var entry in _disk.List(root, folder).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (!entry.IsNameText) throw new CodeException($"{path}: the name is not UTF-8, rename it.");
                Add(root, path, $"{name}/{path}", entry, folders);
            }
        }
    }

    private void Add(string root, string path, string shown, FolderEntry entry, Queue<string> folders)
    {
        switch (entry.Status.Kind)
        {
            case FileKind.File: AddFile(root, path, shown, entry.Status); break;
            case FileKind.Folder:
                AddFolder(root, path, shown, entry.Status);
                folders.Enqueue(path);
                break;
            case FileKind.Link: Take(new CodeEntry(CodeEntryKind.Link, shown, 0) { Target = _disk.ReadLink(root, path) }); break;
            default: throw Special(shown);
        }
    }

    private void AddFile(string root, string path, string shown, FileStatus status)
    {
        Take(new CodeEntry(CodeEntryKind.File, shown, status.LengthBytes)
        {
            Mode = ModeOf(root, path, status),
            ModifiedTicks = status.ModifiedTicks - DateTime.UnixEpoch.Ticks,
        });
        if (status.LengthBytes > 0) _files.Add(new SentFile(root, path, status));
    }

    private void AddFolder(string root, string path, string shown, FileStatus? status) => Take(new CodeEntry(CodeEntryKind.Folder, shown, 0)
    {
        Mode = ModeOf(root, path, status),
        ModifiedTicks = status is { } known ? known.ModifiedTicks - DateTime.UnixEpoch.Ticks : null,
    });

    private void Take(CodeEntry entry)
    {
        if (_entries.Count == CodeManifest.EntriesMax)
            throw new CodeException($"More than {CodeManifest.EntriesMax:N0} files: pack some of them into an archive first.");
        _entries.Add(entry);
    }

    private static int? ModeOf(string root, string path, FileStatus? status) =>
        OperatingSystem.IsWindows() ? null : (int)(status?.Mode ?? File.GetUnixFileMode(Path.Combine(root, path))) & CodeEntry.ModeBits;

    private static CodeException Special(string path) =>
        new($"{path}: not a file or folder (a pipe, a socket or a device); move it away.");
}
