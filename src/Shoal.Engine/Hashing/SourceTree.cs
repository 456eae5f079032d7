using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Hashing;

/// <summary>The files a torrent is to be made of, as they are before they are hashed.</summary>
internal sealed class SourceTree
{
    private readonly IFileSystem _files;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _links = [];

    private SourceTree(IFileSystem files, string root, bool isFolder) => (_files, Root, IsFolder) = (files, root, isFolder);

    /// <summary>The folder; for a single file the one it is in.</summary>
    public string Root { get; }

    public bool IsFolder { get; }

    /// <summary>The files and links, with their paths below <see cref="Root"/>.</summary>
    public List<SourceFile> Files { get; } = [];

    /// <summary>What the files were when they were found, in the same order.</summary>
    public List<FileStatus> Found { get; } = [];

    /// <summary>Links left out, one line each.</summary>
    public List<string> Notes { get; } = [];

    /// <exception cref="TorrentCreationException">There is no such file or folder, or something in it is neither.</exception>
    public static SourceTree Read(string path, IFileSystem files, CancellationToken cancel)
    {
        // What was named on the command line may be a link; what lies below it may not lead out.
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var named = new FileInfo(full);
        if (named.LinkTarget is not null && named.ResolveLinkTarget(returnFinalTarget: true) is { } target) full = target.FullName;
        if (Directory.Exists(full))
        {
            var tree = new SourceTree(files, full, isFolder: true);
            tree.Walk(cancel);
            return tree;
        }

        var folder = Path.GetDirectoryName(full)!;
        var name = Path.GetFileName(full);
        var status = files.StatusOf(folder, name) ?? throw new TorrentCreationException($"{path}: no such file or folder.");
        if (status.Kind != FileKind.File) throw Special(path);
        var single = new SourceTree(files, folder, isFolder: false);
        single.Files.Add(new SourceFile(name, status.LengthBytes));
        single.Found.Add(status);
        return single;
    }

    private void Walk(CancellationToken cancel)
    {
        var folders = new Stack<string>([string.Empty]);
        while (folders.TryPop(out var folder))
        {
            cancel.ThrowIfCancellationRequested();
            if (folder.AsSpan().Count('/') >= SafePath.MaxElements)
                throw new TorrentCreationException($"{folder}: too many folders inside one another.");
            foreach (var entry in _files.List(Root, folder))
            {
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (!entry.IsNameText) throw new TorrentCreationException($"{path}: the name is not UTF-8, rename it.");
                Add(path, entry, folders);
            }
        }

        foreach (var link in _links) AddLink(link);
    }

    private void Add(string path, FolderEntry entry, Stack<string> folders)
    {
        switch (entry.Status.Kind)
        {
            case FileKind.File:
                Files.Add(new SourceFile(path, entry.Status.LengthBytes) { IsExecutable = entry.IsExecutable });
                Found.Add(entry.Status);
                break;
            case FileKind.Folder:
                folders.Push(path);
                break;
            case FileKind.Link:
                _links.Add(path);
                break;
            default:
                throw Special(path);
        }

        _names.Add(path);
    }

    /// <summary>A link stays a link when it leads to something in the tree (BEP 47); others are left out.</summary>
    private void AddLink(string path)
    {
        var text = _files.ReadLink(Root, path);
        var folder = Path.GetDirectoryName(Path.Combine(Root, path))!;
        var target = text is null ? Root : Path.GetRelativePath(Root, Path.GetFullPath(text, folder)).Replace('\\', '/');
        if (!_names.Contains(target) || target == path)
        {
            Notes.Add($"{path}: left out, the link leads to nothing in the folder.");
            return;
        }

        Files.Add(new SourceFile(path, 0) { SymlinkTarget = target });
        Found.Add(default);
    }

    private static TorrentCreationException Special(string path) =>
        new($"{path}: not a file or folder (a pipe, a socket or a device); move it away.");
}
