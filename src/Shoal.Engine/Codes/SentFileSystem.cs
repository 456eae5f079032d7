using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Codes;

/// <summary>What is sent, as the torrent names it: "content/0000017" is wherever the seventeenth file really is. Read only.</summary>
/// <remarks>So files of any folders make one torrent without a copy, and no name of the sender's stands in an info dictionary.</remarks>
internal sealed unsafe class SentFileSystem(IFileSystem disk, IReadOnlyList<SentFile> files) : IFileSystem
{
    /// <summary>Name of every code's torrent.</summary>
    public const string TorrentName = "content";

    /// <summary>Name of a file in it; of one length, so that they sort as they are numbered.</summary>
    public static string NameOf(int index) => index.ToString("D7", CultureInfo.InvariantCulture);

    public SafeFileHandle? Open(string root, string path, FileAccess access, bool executable, out bool created)
    {
        created = false;
        if (access != FileAccess.Read) throw new DiskException(DiskProblem.WrongKind, path, "what is sent is never written to");
        return Find(path) is { } file ? disk.Open(file.Root, file.Path, FileAccess.Read, executable: false, out _) : null;
    }

    public long Read(SafeFileHandle file, ReadOnlySpan<MemoryPart> parts, long offset) => disk.Read(file, parts, offset);
    public FileStatus StatusOf(SafeFileHandle file) => disk.StatusOf(file);

    public FileStatus? StatusOf(string root, string path) =>
        path.Length == 0 ? disk.StatusOf(root, path) : Find(path) is { } file ? disk.StatusOf(file.Root, file.Path) : null;

    public IFolder? Enter(string root, string path) => null;
    public string? ReadLink(string root, string path) => null;
    public List<FolderEntry> List(string root, string path) => [];
    public void FlushFolder(string root, string path) { }
    public bool TryFlushAll(string root) => true;

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => throw ReadOnly();
    public void SetLength(SafeFileHandle file, long bytes) => throw ReadOnly();
    public void Reserve(SafeFileHandle file, long bytes) => throw ReadOnly();
    public void MakeExecutable(SafeFileHandle file) { }
    public void FlushFile(SafeFileHandle file) { }
    public bool MakeLink(string root, string path, string target) => throw ReadOnly();
    public bool DeleteFile(string root, string path) => throw ReadOnly();
    public bool DeleteFolderIfEmpty(string root, string path) => throw ReadOnly();
    public bool TryRename(string fromRoot, string toRoot, string path) => throw ReadOnly();
    public bool TryMove(string fromRoot, string fromPath, string toRoot, string toPath, bool replace) => throw ReadOnly();
    public void MakeRoot(string root) => throw ReadOnly();

    private SentFile? Find(string path) =>
        int.TryParse(path.AsSpan(path.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < files.Count
            ? files[index] : null;

    private static NotSupportedException ReadOnly() => new("What is sent is never changed.");
}
