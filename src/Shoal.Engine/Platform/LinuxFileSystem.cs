using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

/// <summary>Linux: every path is walked from the root's handle, a part at a time, without following links.</summary>
internal sealed unsafe partial class LinuxFileSystem : IFileSystem
{
    public SafeFileHandle? Open(string root, string path, FileAccess access, bool executable, out bool created)
    {
        created = false;
        using var folder = OpenParent(root, path, create: access != FileAccess.Read, out var name);
        return folder is null ? null : OpenIn(folder, name, access, executable, Join(root, path), out _, out created);
    }

    public long Read(SafeFileHandle file, ReadOnlySpan<MemoryPart> parts, long offset)
    {
        fixed (MemoryPart* first = parts)
        {
            while (true)
            {
                var read = Preadv(file, first, parts.Length, offset);
                if (read >= 0) return read;
                if (Marshal.GetLastPInvokeError() != Interrupted) throw Fault(Marshal.GetLastPInvokeError());
            }
        }
    }

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* first = bytes)
        {
            var done = 0;
            while (done < bytes.Length)
            {
                var written = Pwrite(file, first + done, (nuint)(bytes.Length - done), offset + done);
                if (written > 0) done += (int)written;
                else if (Marshal.GetLastPInvokeError() != Interrupted) throw Fault(Marshal.GetLastPInvokeError());
            }
        }
    }

    public FileStatus StatusOf(SafeFileHandle file)
    {
        StatxResult status;
        if (StatxFile(file, string.Empty, AtEmptyPath, StatxBasic, &status) != 0) throw Fault(Marshal.GetLastPInvokeError());
        return status.ToStatus();
    }

    public FileStatus? StatusOf(string root, string path)
    {
        StatxResult status;
        if (path.Length == 0)
            return StatxPath(AtCurrentFolder, root, 0, StatxBasic, &status) == 0 ? status.ToStatus() : null;
        using var folder = OpenParent(root, path, create: false, out var name);
        if (folder is null) return null;
        if (StatxFile(folder, name, AtNoFollow, StatxBasic, &status) == 0) return status.ToStatus();
        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotAFolder ? null : throw Fault(error, Join(root, path));
    }

    public void SetLength(SafeFileHandle file, long bytes) => Check(Ftruncate(file, bytes));

    public void SetModified(SafeFileHandle file, DateTime utc)
    {
        var times = stackalloc nint[4];
        Write(times, utc);
        Check(Futimens(file, times));
    }

    public void Reserve(SafeFileHandle file, long bytes)
    {
        // posix_fallocate reports by return value; it does not set errno.
        var error = PosixFallocate(file, offset: 0, bytes);
        if (error is not (0 or NotSupported or InvalidArgument)) throw Fault(error);
    }

    public void MakeExecutable(SafeFileHandle file)
    {
        StatxResult status;
        Check(StatxFile(file, string.Empty, AtEmptyPath, StatxBasic, &status));
        var mode = status.Mode & 0xfffu;
        var wanted = mode | ((mode & 0x124u) >> 2);                    // x wherever r is
        if (wanted != mode) Check(Fchmod(file, wanted));
    }

    public void FlushFile(SafeFileHandle file) => Check(Fdatasync(file));

    public void FlushFolder(string root, string path)
    {
        using var folder = OpenFolder(root, path);
        if (folder is not null) Check(Fsync(folder));
    }

    public bool TryFlushAll(string root)
    {
        using var folder = OpenFolder(root, string.Empty) ?? throw Fault(NoEntry, root);
        Check(Syncfs(folder));
        return true;
    }

    public bool MakeLink(string root, string path, string target)
    {
        using var folder = OpenParent(root, path, create: true, out var name)!;
        if (SymlinkAt(target, folder, name) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == Exists ? false : throw Fault(error, Join(root, path));
    }

    public string? ReadLink(string root, string path)
    {
        using var folder = OpenParent(root, path, create: false, out var name);
        if (folder is null) return null;
        var bytes = stackalloc byte[PathMax];
        var length = ReadLinkAt(folder, name, bytes, PathMax);
        return length < 0 ? null : System.Text.Encoding.UTF8.GetString(bytes, (int)length);
    }

    public bool DeleteFile(string root, string path)
    {
        using var folder = OpenParent(root, path, create: false, out var name);
        return folder is not null && Removed(UnlinkAt(folder, name, 0), Join(root, path));
    }

    public bool DeleteFolderIfEmpty(string root, string path)
    {
        using var folder = OpenParent(root, path, create: false, out var name);
        if (folder is null) return false;
        if (UnlinkAt(folder, name, AtRemoveFolder) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotEmpty or Exists or NotAFolder or Busy ? false : throw Fault(error, Join(root, path));
    }

    public bool TryRename(string fromRoot, string toRoot, string path)
    {
        using var from = OpenParent(fromRoot, path, create: false, out var name) ?? throw Fault(NoEntry, Join(fromRoot, path));
        using var to = OpenParent(toRoot, path, create: true, out _)!;
        if (RenameAt2(from, name, to, name, RenameNoReplace) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        // Some network file systems know no RENAME_NOREPLACE: copying then does what renaming cannot.
        return error is CrossDevice or InvalidArgument or NotImplemented ? false : throw Fault(error, Join(toRoot, path));
    }

    public bool TryMove(string fromRoot, string fromPath, string toRoot, string toPath, bool replace)
    {
        using var from = OpenParent(fromRoot, fromPath, create: false, out var fromName) ?? throw Fault(NoEntry, Join(fromRoot, fromPath));
        using var to = OpenParent(toRoot, toPath, create: true, out var toName)!;
        if (RenameAt2(from, fromName, to, toName, replace ? 0 : RenameNoReplace) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error is Exists or NotEmpty or IsAFolder ? false : throw Fault(error, Join(toRoot, toPath));
    }

    public void MakeRoot(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw PortableFileSystem.Fault(fault, root);
        }
    }

    /// <summary>The folder that holds the last part of the path; null when it is not there and is not to be made.</summary>
    private static SafeFileHandle? OpenParent(string root, string path, bool create, out string name)
    {
        var end = path.LastIndexOf('/');
        name = path[(end + 1)..];
        var folder = OpenAt(AtCurrentFolder, root, CloseOnExec | FolderOnly, 0);
        if (folder.IsInvalid) return Missing(folder, create, root);
        for (var start = 0; start <= end;)
        {
            var stop = path.IndexOf('/', start);
            var part = path[start..stop];
            var next = OpenAt(folder, part, CloseOnExec | FolderOnly | NoFollow, 0);
            if (next.IsInvalid && create && Marshal.GetLastPInvokeError() == NoEntry)
            {
                next.Dispose();
                if (MkdirAt(folder, part, 0x1ff) != 0 && Marshal.GetLastPInvokeError() is var error and not Exists)
                {
                    folder.Dispose();
                    throw Fault(error, Join(root, path[..stop]));
                }

                next = OpenAt(folder, part, CloseOnExec | FolderOnly | NoFollow, 0);
            }

            if (next.IsInvalid) return Missing(next, create, Join(root, path[..stop]), folder);
            folder.Dispose();
            folder = next;
            start = stop + 1;
        }

        return folder;
    }

    private static SafeFileHandle? OpenFolder(string root, string path, bool create = false) =>
        OpenParent(root, path.Length == 0 ? "." : path + "/.", create, out _);

    private static SafeFileHandle? Missing(SafeFileHandle invalid, bool create, string path, SafeFileHandle? parent = null)
    {
        var error = Marshal.GetLastPInvokeError();
        invalid.Dispose();
        parent?.Dispose();
        if (error == NoEntry && !create) return null;
        // A link opened with O_NOFOLLOW and O_DIRECTORY is "not a directory".
        throw error == NotAFolder ? new DiskException(DiskProblem.WrongKind, path, "not a folder of its own") : Fault(error, path);
    }

    // When it was read stays what it was.
    private static void Write(nint* times, DateTime written)
    {
        var seconds = Math.DivRem(written.Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond, out var ticks);
        if (ticks < 0) (seconds, ticks) = (seconds - 1, ticks + TimeSpan.TicksPerSecond);
        (times[0], times[1], times[2], times[3]) = (0, TimeOmitted, (nint)seconds, (nint)(ticks * TimeSpan.NanosecondsPerTick));
    }

    private static bool Removed(int result, string path)
    {
        if (result == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotAFolder ? false : throw Fault(error, path);
    }

    private static void Check(int result)
    {
        if (result != 0) throw Fault(Marshal.GetLastPInvokeError());
    }

    private static string Join(string root, string path) => System.IO.Path.Combine(root, path);
}
