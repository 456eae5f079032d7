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

    public IFolder? Enter(string root, string path) => OpenFolder(root, path) is { } handle ? new Folder(handle, Join(root, path)) : null;

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

        public bool TryMove(string name, IFolder to, string newName, bool replace)
        {
            if (RenameAt2(handle, name, ((Folder)to).Handle, newName, replace ? 0 : RenameNoReplace) == 0) return true;
            var error = Marshal.GetLastPInvokeError();
            return error is Exists or NotEmpty or IsAFolder ? false : throw Fault(error, Join(path, name));
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
