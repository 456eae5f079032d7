using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Codes;

/// <summary>What is sent, as the torrent names it: "content/0000017" is wherever the seventeenth file really is. Read only.</summary>
/// <remarks>
/// So files of any folders make one torrent without a copy, and no name of the sender's stands in an info dictionary. Bytes of a file that
/// is no longer what was hashed are never handed out: it is looked at after each read.
/// </remarks>
internal sealed unsafe class SentFileSystem(IFileSystem disk, Func<string, SentFile?> find) : IFileSystem
{
    /// <summary>Name of every code's torrent.</summary>
    public const string TorrentName = "content";

    /// <summary>Folders of the sender's kept open; receivers ask for pieces of any.</summary>
    private const int FoldersKept = 256;

    private static readonly FileStatus AnyFolder = new(0, 0, 0, 1, default, FileKind.Folder);

    private readonly ConditionalWeakTable<SafeFileHandle, SentFile> _open = [];

    /// <param name="disk">Where the files really are.</param>
    /// <param name="files">In the order of their numbers.</param>
    public SentFileSystem(IFileSystem disk, IReadOnlyList<SentFile> files)
        : this(disk, path => Find(files, path))
    {
    }

    /// <summary>Name of a file in it; of one length, so that they sort as they are numbered.</summary>
    public static string NameOf(int index) => index.ToString("D7", CultureInfo.InvariantCulture);

    public SafeFileHandle? Open(string root, string path, FileAccess access, bool executable, out bool created)
    {
        using var folder = new Folder(this);
        return folder.Open(path, access, executable, out _, out created);
    }

    public long Read(SafeFileHandle file, ReadOnlySpan<MemoryPart> parts, long offset)
    {
        var read = disk.Read(file, parts, offset);
        if (_open.TryGetValue(file, out var sent) && !sent.IsSameAs(disk.StatusOf(file))) throw Changed(sent);
        return read;
    }

    public FileStatus StatusOf(SafeFileHandle file) => disk.StatusOf(file);

    public FileStatus? StatusOf(string root, string path) =>
        path.Length == 0 ? AnyFolder : Find(path) is { } file ? disk.StatusOf(file.Root, file.Path) : null;

    public IFolder? Enter(string root, string path, bool create) => new Folder(this);
    public string? ReadLink(string root, string path) => null;
    public List<FolderEntry> List(string root, string path) => [];
    public void FlushFolder(string root, string path) { }
    public bool TryFlushAll(string root) => true;

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => throw ReadOnly();
    public void SetLength(SafeFileHandle file, long bytes) => throw ReadOnly();
    public void SetModified(SafeFileHandle file, DateTime utc) => throw ReadOnly();
    public void Reserve(SafeFileHandle file, long bytes) => throw ReadOnly();
    public void MakeExecutable(SafeFileHandle file) { }
    public void FlushFile(SafeFileHandle file) { }
    public bool MakeLink(string root, string path, string target) => throw ReadOnly();
    public bool DeleteFile(string root, string path) => throw ReadOnly();
    public bool DeleteFolderIfEmpty(string root, string path) => throw ReadOnly();
    public bool TryRename(string fromRoot, string toRoot, string path) => throw ReadOnly();
    public bool TryMove(string fromRoot, string fromPath, string toRoot, string toPath, bool replace) => throw ReadOnly();
    public void MakeRoot(string root) => throw ReadOnly();

    private SentFile? Find(string path) => find(path);

    private static SentFile? Find(IReadOnlyList<SentFile> files, string path) =>
        int.TryParse(path.AsSpan(path.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < files.Count
            ? files[index] : null;

    private static DiskException Changed(SentFile file) => new(DiskProblem.Changed, Path.Combine(file.Root, file.Path), "not as it was");

    private static NotSupportedException ReadOnly() => new("What is sent is never changed.");

    private sealed class Folder(SentFileSystem sent) : IFolder
    {
        private readonly FolderCursor _folders = new(sent.Disk, FoldersKept);

        public SafeFileHandle? Open(string name) => Open(name, FileAccess.Read, executable: false, out _, out _);

        public SafeFileHandle? Open(string name, FileAccess access, bool executable, out long lengthBytes, out bool created)
        {
            (lengthBytes, created) = (0, false);
            if (access != FileAccess.Read) throw new DiskException(DiskProblem.WrongKind, name, "what is sent is never written to");
            if (sent.Find(name) is not { } file) return null;
            var handle = _folders.Open(file.Root, file.Path) ?? throw Changed(file);
            lengthBytes = file.Status.LengthBytes;
            sent._open.Add(handle, file);
            return handle;
        }

        public bool TryMove(string name, IFolder to, string newName, bool replace) => throw ReadOnly();

        public void Dress(string name, UnixFileMode? mode, DateTime? modifiedUtc) => throw ReadOnly();

        // As it was found: whether it still is shows when it is read.
        public FileStatus? StatusOf(string name) => sent.Find(name)?.Status;

        public void Dispose() => _folders.Dispose();
    }

    private IFileSystem Disk => disk;
}
