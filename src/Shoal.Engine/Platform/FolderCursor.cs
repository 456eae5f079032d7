using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

/// <summary>Goes through files folder by folder, and keeps the folders it was in last open: each file then costs a walk of one name. One a thread.</summary>
/// <remarks>A folder that was moved away stays the one that is meant until <see cref="Forget"/>.</remarks>
/// <param name="files">Where the folders are.</param>
/// <param name="keeps">Folders open at once.</param>
internal sealed class FolderCursor(IFileSystem files, int keeps = 1) : IDisposable
{
    private readonly Dictionary<(string Root, string Path), IFolder?> _kept = [];
    private readonly Queue<(string Root, string Path)> _oldest = new();
    private (string Root, string Path) _last = (string.Empty, string.Empty);
    private IFolder? _folder;

    /// <summary>Opens a file for reading; null when there is none.</summary>
    /// <param name="root">Folder that the path starts from.</param>
    /// <param name="path">Below the root, with '/' between its parts.</param>
    public SafeFileHandle? Open(string root, string path) => Enter(root, path, create: false, out var name)?.Open(name);

    /// <summary>What is at the path, a link itself; null when nothing is.</summary>
    public FileStatus? StatusOf(string root, string path) => Enter(root, path, create: false, out var name)?.StatusOf(name);

    /// <summary>The folder that a file is in; null when there is none and none is to be made.</summary>
    /// <param name="root">Folder that the path starts from.</param>
    /// <param name="path">The file's.</param>
    /// <param name="create">Make the folders that are missing.</param>
    /// <param name="name">What the file is called in its folder.</param>
    public IFolder? Enter(string root, string path, bool create, out string name)
    {
        var end = path.LastIndexOf('/');
        name = path[(end + 1)..];
        var folder = path.AsSpan(0, Math.Max(0, end));
        if (_folder is not null && root == _last.Root && folder.SequenceEqual(_last.Path)) return _folder;
        _last = (root, folder.ToString());
        if (_kept.TryGetValue(_last, out _folder) && (_folder is not null || !create)) return _folder;
        _folder = files.Enter(root, _last.Path, create);
        Keep();
        return _folder;
    }

    /// <summary>Closes the folders: they are walked to again.</summary>
    public void Forget()
    {
        foreach (var folder in _kept.Values) folder?.Dispose();
        _kept.Clear();
        _oldest.Clear();
        _folder = null;
    }

    public void Dispose() => Forget();

    // That a folder is missing is kept, too: many files are looked for in it.
    private void Keep()
    {
        if (_kept.TryAdd(_last, _folder)) _oldest.Enqueue(_last);
        else _kept[_last] = _folder;
        if (_oldest.Count > keeps && _kept.Remove(_oldest.Dequeue(), out var oldest)) oldest?.Dispose();
    }
}
