using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

// Folders are read by getdents64 and a statx a name, relative to the folder: a third of what a path for each would cost.
internal sealed unsafe partial class LinuxFileSystem
{
    private const int ListingBytes = 32 * 1024;
    private const int EntryLengthOffset = 16;        // d_reclen of struct linux_dirent64
    private const int EntryNameOffset = 19;          // d_name

    public List<FolderEntry> List(string root, string path)
    {
        using var folder = OpenFolder(root, path) ?? throw Fault(NoEntry, Join(root, path));
        var entries = new List<FolderEntry>();
        var buffer = (byte*)NativeMemory.Alloc(ListingBytes);
        try
        {
            while (true)
            {
                var length = GetDirectoryEntries(folder, buffer, ListingBytes);
                if (length < 0) throw Fault(Marshal.GetLastPInvokeError(), Join(root, path));
                if (length == 0) return entries;
                for (var entry = buffer; entry < buffer + length; entry += *(ushort*)(entry + EntryLengthOffset))
                    Add(entries, folder, entry + EntryNameOffset, root, path);
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    public IFolder? Enter(string root, string path, bool create) =>
        OpenFolder(root, path, create) is { } handle ? new Folder(handle, Join(root, path)) : null;

    // A file that is made here is empty and nothing else: only what was there before must be looked at.
    private static SafeFileHandle? OpenIn(
        SafeFileHandle folder, string name, FileAccess access, bool executable, string path, out long lengthBytes, out bool created)
    {
        (lengthBytes, created) = (0, false);
        var flags = CloseOnExec | NoFollow | NonBlocking | (access == FileAccess.Read ? ReadOnly : ReadWrite);
        var file = access == FileAccess.Read ? OpenAt(folder, name, flags, 0) : MakeIn(folder, name, flags, executable, out created);
        if (created) return file;
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            return error == NoEntry && access == FileAccess.Read ? null : throw Fault(error, path);
        }

        StatxResult status;
        if (StatxFile(file, string.Empty, AtEmptyPath, StatxBasic, &status) != 0) throw Fault(Marshal.GetLastPInvokeError(), path);
        lengthBytes = status.Size;
        if (status.ToStatus().Kind == FileKind.File) return file;
        file.Dispose();
        throw new DiskException(DiskProblem.WrongKind, path, "not a file");
    }

    private static SafeFileHandle MakeIn(SafeFileHandle folder, string name, int flags, bool executable, out bool created)
    {
        var file = OpenAt(folder, name, flags | Create | Exclusive, executable ? 0x1ffu : 0x1b6u);   // 0777 or 0666, the umask taken off
        created = !file.IsInvalid;
        if (created || Marshal.GetLastPInvokeError() != Exists) return file;
        file.Dispose();
        return OpenAt(folder, name, flags, 0);
    }

    private static void Add(List<FolderEntry> entries, SafeFileHandle folder, byte* name, string root, string path)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        if (bytes.SequenceEqual("."u8) || bytes.SequenceEqual(".."u8)) return;
        StatxResult status;
        if (StatxName(folder, name, AtNoFollow, StatxBasic, &status) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NoEntry) return;            // it went away since
            throw Fault(error, Join(Join(root, path), Encoding.UTF8.GetString(bytes)));
        }

        entries.Add(new FolderEntry(
            Encoding.UTF8.GetString(bytes), status.ToStatus(), IsExecutable: (status.Mode & 0x40) != 0, Utf8.IsValid(bytes)));
    }

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint GetDirectoryEntries(SafeFileHandle folder, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatxName(SafeFileHandle folder, byte* name, int flags, uint mask, StatxResult* status);

    private sealed class Folder(SafeFileHandle handle, string path) : IFolder
    {
        public SafeFileHandle? Open(string name)
        {
            var file = OpenAt(handle, name, CloseOnExec | NoFollow | NonBlocking | ReadOnly, 0);
            if (!file.IsInvalid) return file;
            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            return error == NoEntry ? null : throw Fault(error, Join(path, name));
        }

        public SafeFileHandle? Open(string name, FileAccess access, bool executable, out long lengthBytes, out bool created) =>
            OpenIn(handle, name, access, executable, Join(path, name), out lengthBytes, out created);

        public bool TryMove(string name, IFolder to, string newName, bool replace)
        {
            if (RenameAt2(handle, name, ((Folder)to).Handle, newName, replace ? 0 : RenameNoReplace) == 0) return true;
            var error = Marshal.GetLastPInvokeError();
            return error is Exists or NotEmpty or IsAFolder ? false : throw Fault(error, Join(path, name));
        }

        public void Dress(string name, UnixFileMode? mode, DateTime? modifiedUtc)
        {
            if (modifiedUtc is { } modified)
            {
                var times = stackalloc nint[4];
                Write(times, modified);
                Check(Utimensat(handle, name, times, AtNoFollow));
            }

            if (mode is { } wanted && ChangeModeAt(ChangeModeAtCall, handle, name, (uint)wanted, AtNoFollow) != 0) ChangeMode(name, wanted);
        }

        // Before Linux 6.6 there was no call that takes a name and follows no link.
        private void ChangeMode(string name, UnixFileMode mode)
        {
            if (Marshal.GetLastPInvokeError() is var error and not NotImplemented) throw Fault(error, Join(path, name));
            using var file = Open(name);
            if (file is not null) Check(Fchmod(file, (uint)mode));
        }

        private SafeFileHandle Handle => handle;

        public FileStatus? StatusOf(string name)
        {
            StatxResult status;
            if (StatxFile(handle, name, AtNoFollow, StatxBasic, &status) == 0) return status.ToStatus();
            var error = Marshal.GetLastPInvokeError();
            return error is NoEntry or NotAFolder ? null : throw Fault(error, Join(path, name));
        }

        public void Dispose() => handle.Dispose();
    }
}
