using Microsoft.Win32.SafeHandles;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Hashing;

/// <summary>Goes through files folder by folder, and keeps the folder of the last one open. One a thread.</summary>
internal sealed class FolderCursor(IFileSystem files, string root) : IDisposable
{
    private string? _path;
    private IFolder? _folder;

    /// <summary>Opens a file for reading; null when there is none.</summary>
    /// <param name="path">Below the root, with '/' between its parts.</param>
    public SafeFileHandle? Open(string path) => Enter(path, out var name)?.Open(name);

    /// <summary>What is at the path, a link itself; null when nothing is.</summary>
    public FileStatus? StatusOf(string path) => Enter(path, out var name)?.StatusOf(name);

    public void Dispose() => _folder?.Dispose();

    private IFolder? Enter(string path, out string name)
    {
        var end = path.LastIndexOf('/');
        name = path[(end + 1)..];
        var folder = path.AsSpan(0, Math.Max(0, end));
        if (_path is not null && folder.SequenceEqual(_path)) return _folder;
        _folder?.Dispose();
        (_folder, _path) = (null, null);
        _folder = files.Enter(root, folder.ToString());
        _path = folder.ToString();
        return _folder;
    }
}
