using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

/// <summary>
/// The file calls storage needs. Paths are a root folder and a safe relative path with '/' between its parts; no link
/// below the root is ever followed (threats row 12). Every failure is a <see cref="DiskException"/>.
/// </summary>
internal unsafe interface IFileSystem
{
    /// <summary>The file at the path, or null when there is none and <paramref name="access"/> makes none.</summary>
    /// <param name="root">Folder that exists.</param>
    /// <param name="path">Relative path.</param>
    /// <param name="access">Read, or write and make the file and its folders where they are missing.</param>
    /// <param name="executable">A file made here may be run.</param>
    /// <param name="created">The file was made by this call.</param>
    SafeFileHandle? Open(string root, string path, FileAccess access, bool executable, out bool created);

    /// <summary>Reads into the parts in order, as one call where the system can; fewer bytes than asked at the end of the file.</summary>
    long Read(SafeFileHandle file, ReadOnlySpan<MemoryPart> parts, long offset);

    /// <summary>Writes all bytes.</summary>
    void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    FileStatus StatusOf(SafeFileHandle file);

    /// <summary>What is at the path, a link itself rather than its target; null when nothing is. An empty path means the root, links followed.</summary>
    FileStatus? StatusOf(string root, string path);

    /// <summary>What is in a folder, in no order. An empty path means the root.</summary>
    List<FolderEntry> List(string root, string path);

    /// <summary>Opens a folder to do something with many of its files; null when there is none. An empty path means the root.</summary>
    /// <param name="root">Folder that exists.</param>
    /// <param name="path">Relative path.</param>
    /// <param name="create">Make the folders that are missing.</param>
    IFolder? Enter(string root, string path, bool create = false);

    void SetLength(SafeFileHandle file, long bytes);

    /// <summary>Sets the time of the last write; nobody's reading is told.</summary>
    void SetModified(SafeFileHandle file, DateTime utc);

    /// <summary>Claims space for the whole file, where the file system can.</summary>
    void Reserve(SafeFileHandle file, long bytes);

    /// <summary>Lets whoever may read the file also run it.</summary>
    void MakeExecutable(SafeFileHandle file);

    /// <summary>Returns when the file's bytes are on the device.</summary>
    void FlushFile(SafeFileHandle file);

    /// <summary>Returns when the names in the folder are on the device. An empty path means the root.</summary>
    void FlushFolder(string root, string path);

    /// <summary>Returns when everything written to the root's file system is on the device; false where there is no call for it.</summary>
    bool TryFlushAll(string root);

    /// <summary>Makes a symbolic link and its folders; false when something else is there already.</summary>
    bool MakeLink(string root, string path, string target);

    /// <summary>What a link says, or null when there is no link.</summary>
    string? ReadLink(string root, string path);

    /// <summary>Takes a file or a link away; false when there was none.</summary>
    bool DeleteFile(string root, string path);

    /// <summary>Takes a folder away if it is empty; false when it is not, or not there.</summary>
    bool DeleteFolderIfEmpty(string root, string path);

    /// <summary>Moves a file or a link, making folders on the way; false when the two are on different file systems. Never replaces anything.</summary>
    bool TryRename(string fromRoot, string toRoot, string path);

    /// <summary>Moves a file within one file system and gives it another name, making folders on the way; false when the name is taken
    /// and may not be replaced, or a folder has it.</summary>
    bool TryMove(string fromRoot, string fromPath, string toRoot, string toPath, bool replace);

    /// <summary>Makes a folder and those above it.</summary>
    void MakeRoot(string root);
}

/// <summary>A piece of memory to read into; laid out as the iovec of readv(2).</summary>
internal readonly unsafe struct MemoryPart(byte* start, nuint length)
{
    public byte* Start { get; } = start;
    public nuint Length { get; } = length;
}
