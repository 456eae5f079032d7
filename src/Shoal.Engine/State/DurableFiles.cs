using Microsoft.Win32.SafeHandles;
using Shoal.Engine.Platform;

namespace Shoal.Engine.State;

/// <summary>Files that are either wholly there after a power cut, or not at all.</summary>
/// <param name="files">The disk.</param>
/// <param name="folder">The state folder.</param>
internal sealed class DurableFiles(IFileSystem files, string folder)
{
    public string Folder => folder;

    /// <summary>Writes a file beside, puts it on the device, and renames it over the old one.</summary>
    public void Replace(string path, Action<SafeFileHandle> write)
    {
        var beside = path + ".new";
        files.DeleteFile(folder, beside);
        using (var handle = files.Open(folder, beside, FileAccess.ReadWrite, executable: false, out _)!)
        {
            write(handle);
            files.FlushFile(handle);
        }

        File.Move(Path.Combine(folder, beside), Path.Combine(folder, path), overwrite: true);
        files.FlushFolder(folder, Parent(path));
    }

    public SafeFileHandle Open(string path) => files.Open(folder, path, FileAccess.ReadWrite, executable: false, out _)!;

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => files.Write(file, bytes, offset);

    public void Cut(SafeFileHandle file, long length)
    {
        files.SetLength(file, length);
        files.FlushFile(file);
    }

    public void Flush(SafeFileHandle file) => files.FlushFile(file);

    public void FlushFolder(string path) => files.FlushFolder(folder, path);

    public bool Delete(string path) => files.DeleteFile(folder, path);

    public bool Exists(string path) => files.StatusOf(folder, path) is { Kind: FileKind.File };

    private static string Parent(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : string.Empty;
}
