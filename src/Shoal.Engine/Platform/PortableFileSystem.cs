using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

/// <summary>Systems we have no native code for: the calls of .NET, each part of a path looked at before it is used.</summary>
internal sealed unsafe class PortableFileSystem : IFileSystem
{
    private const int DiskFullWindows = unchecked((int)0x80070070);      // ERROR_DISK_FULL
    private const int HandleDiskFullWindows = unchecked((int)0x80070027); // ERROR_HANDLE_DISK_FULL
    private const int WriteProtectWindows = unchecked((int)0x80070013);  // ERROR_WRITE_PROTECT

    public SafeFileHandle? Open(string root, string path, FileAccess access, bool executable, out bool created)
    {
        created = false;
        var writes = access != FileAccess.Read;
        var full = Walk(root, path, create: writes);
        try
        {
            var exists = File.Exists(full);
            if (!exists && !writes) return null;
            if (exists && IsLink(full)) throw new DiskException(DiskProblem.WrongKind, full, "a link");
            created = !exists;
            return File.OpenHandle(
                full, writes ? FileMode.OpenOrCreate : FileMode.Open, access == FileAccess.Read ? FileAccess.Read : FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException and not DiskException)
        {
            throw Directory.Exists(full) ? new DiskException(DiskProblem.WrongKind, full, "a folder") : Fault(fault, full);
        }
    }

    public long Read(SafeFileHandle file, ReadOnlySpan<MemoryPart> parts, long offset)
    {
        try
        {
            var done = 0L;
            foreach (var part in parts)
            {
                var read = RandomAccess.Read(file, new Span<byte>(part.Start, (int)part.Length), offset + done);
                done += read;
                if ((nuint)read < part.Length) break;
            }

            return done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault);
        }
    }

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault);
        }
    }

    public FileStatus StatusOf(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        return new FileStatus(length, length, File.GetLastWriteTimeUtc(file).Ticks, 1, default, FileKind.File);
    }

    public FileStatus? StatusOf(string root, string path)
    {
        var full = path.Length == 0 ? root : Path.Combine(root, path);
        if (path.Length > 0 && IsLink(full)) return new FileStatus(0, 0, 0, 1, default, FileKind.Link);
        if (Directory.Exists(full)) return new FileStatus(0, 0, 0, 1, default, FileKind.Folder);
        var file = new FileInfo(full);
        return file.Exists
            ? new FileStatus(file.Length, file.Length, file.LastWriteTimeUtc.Ticks, 1, default, FileKind.File)
            : null;
    }

    public List<FolderEntry> List(string root, string path)
    {
        var full = path.Length == 0 ? root : Walk(root, path + "/.", create: false);
        try
        {
            var entries = new List<FolderEntry>();
            foreach (var info in new DirectoryInfo(full).EnumerateFileSystemInfos())
            {
                var isExecutable = !OperatingSystem.IsWindows() && (info.UnixFileMode & UnixFileMode.UserExecute) != 0;
                if (StatusOf(full, info.Name) is { } status) entries.Add(new FolderEntry(info.Name, status, isExecutable));
            }

            return entries;
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException and not DiskException)
        {
            throw Fault(fault, full);
        }
    }

    public IFolder? Enter(string root, string path, bool create)
    {
        if (create && path.Length > 0) Walk(root, path + "/.", create: true);
        return Directory.Exists(Path.Combine(root, path)) ? new Folder(this, root, path) : null;
    }

    public void SetLength(SafeFileHandle file, long bytes)
    {
        try
        {
            RandomAccess.SetLength(file, bytes);
        }
        catch (IOException fault)
        {
            throw Fault(fault);
        }
    }

    public void SetModified(SafeFileHandle file, DateTime utc) => File.SetLastWriteTimeUtc(file, utc);

    public void Reserve(SafeFileHandle file, long bytes)
    {
        if (RandomAccess.GetLength(file) < bytes) SetLength(file, bytes);
    }

    public void MakeExecutable(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute);
    }

    public void FlushFile(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public void FlushFolder(string root, string path)
    {
        // Windows and macOS keep names by themselves; .NET has no call for it.
    }

    public bool TryFlushAll(string root) => false;

    public bool MakeLink(string root, string path, string target)
    {
        var full = Walk(root, path, create: true);
        if (Path.Exists(full) || IsLink(full)) return false;
        try
        {
            File.CreateSymbolicLink(full, target);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;                            // Windows lets only some users make links
        }
    }

    public string? ReadLink(string root, string path) => new FileInfo(Path.Combine(root, path)).LinkTarget;

    public bool DeleteFile(string root, string path)
    {
        var full = Walk(root, path, create: false);
        if (!File.Exists(full) && !IsLink(full)) return false;
        File.Delete(full);
        return true;
    }

    public bool DeleteFolderIfEmpty(string root, string path)
    {
        var full = Path.Combine(root, path);
        if (!Directory.Exists(full) || IsLink(full) || Directory.EnumerateFileSystemEntries(full).Any()) return false;
        Directory.Delete(full);
        return true;
    }

    public bool TryRename(string fromRoot, string toRoot, string path)
    {
        var (from, to) = (Walk(fromRoot, path, create: false), Walk(toRoot, path, create: true));
        if (Path.GetPathRoot(from) != Path.GetPathRoot(to)) return false;
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault, to);
        }
    }

    public bool TryMove(string fromRoot, string fromPath, string toRoot, string toPath, bool replace)
    {
        var (from, to) = (Walk(fromRoot, fromPath, create: false), Walk(toRoot, toPath, create: true));
        if (Directory.Exists(to) || (!replace && (File.Exists(to) || IsLink(to)))) return false;
        try
        {
            File.Move(from, to, replace);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault, to);
        }
    }

    public void MakeRoot(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault, root);
        }
    }

    /// <summary>Tells what .NET threw apart by who can mend it.</summary>
    public static DiskException Fault(Exception fault, string path = "") => new(
        fault switch
        {
            DirectoryNotFoundException or FileNotFoundException or DriveNotFoundException => DiskProblem.Gone,
            PathTooLongException => DiskProblem.TooLong,
            IOException { HResult: DiskFullWindows or HandleDiskFullWindows or 28 } => DiskProblem.Full,
            IOException { HResult: WriteProtectWindows or 30 } or { InnerException.HResult: 30 } => DiskProblem.ReadOnly,
            UnauthorizedAccessException => DiskProblem.Denied,
            _ => DiskProblem.Broken,
        },
        path,
        fault.Message);

    private static string Walk(string root, string path, bool create)
    {
        var folder = root;
        var parts = path.Split('/');
        foreach (var part in parts.AsSpan(0, parts.Length - 1))
        {
            folder = Path.Combine(folder, part);
            if (IsLink(folder) || File.Exists(folder)) throw new DiskException(DiskProblem.WrongKind, folder, "not a folder of its own");
            if (create && !Directory.Exists(folder)) Directory.CreateDirectory(folder);
        }

        return Path.Combine(folder, parts[^1]);
    }

    private static bool IsLink(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is not null || (file.Exists && (file.Attributes & FileAttributes.ReparsePoint) != 0);
    }

    private sealed class Folder(PortableFileSystem files, string root, string path) : IFolder
    {
        public SafeFileHandle? Open(string name) => files.Open(root, Join(name), FileAccess.Read, executable: false, out _);

        public SafeFileHandle? Open(string name, FileAccess access, bool executable, out long lengthBytes, out bool created)
        {
            lengthBytes = 0;
            if (files.Open(root, Join(name), access, executable, out created) is not { } file) return null;
            if (!created) lengthBytes = RandomAccess.GetLength(file);
            return file;
        }

        public FileStatus? StatusOf(string name) => files.StatusOf(root, Join(name));

        public bool TryMove(string name, IFolder to, string newName, bool replace)
        {
            var target = (Folder)to;
            return files.TryMove(root, Join(name), target.Root, target.Join(newName), replace);
        }

        public void Dress(string name, UnixFileMode? mode, DateTime? modifiedUtc)
        {
            using var file = files.Open(root, Join(name), FileAccess.ReadWrite, executable: false, out _)!;
            if (modifiedUtc is { } modified) File.SetLastWriteTimeUtc(file, modified);
            if (mode is { } wanted && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, wanted);
        }

        private string Root => root;

        public void Dispose()
        {
        }

        private string Join(string name) => path.Length == 0 ? name : $"{path}/{name}";
    }
}
