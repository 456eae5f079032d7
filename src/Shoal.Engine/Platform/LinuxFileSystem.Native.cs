using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

// The calls and constants of Linux, by their C names.
internal sealed unsafe partial class LinuxFileSystem
{
    private const int ReadOnly = 0;                  // O_RDONLY
    private const int ReadWrite = 2;                 // O_RDWR
    private const int Create = 0x40;                 // O_CREAT
    private const int Exclusive = 0x80;              // O_EXCL
    private const int NonBlocking = 0x800;           // O_NONBLOCK: a pipe in a file's place must not hold us up
    private const int CloseOnExec = 0x80000;         // O_CLOEXEC
    private static readonly int FolderOnly = IsArm ? 0x4000 : 0x10000;   // O_DIRECTORY
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;     // O_NOFOLLOW

    private const int AtCurrentFolder = -100;        // AT_FDCWD
    private const int AtNoFollow = 0x100;            // AT_SYMLINK_NOFOLLOW
    private const int AtRemoveFolder = 0x200;        // AT_REMOVEDIR
    private const int AtEmptyPath = 0x1000;          // AT_EMPTY_PATH
    private const int ChangeModeAtCall = 452;        // __NR_fchmodat2, the same on every architecture
    private const nint TimeOmitted = 0x3ffffffe;     // UTIME_OMIT
    private const uint StatxBasic = 0x7ff;           // STATX_BASIC_STATS
    private const uint RenameNoReplace = 1;          // RENAME_NOREPLACE
    private const int PathMax = 4096;                // PATH_MAX

    private const int NotPermitted = 1;              // EPERM
    private const int NoEntry = 2;                   // ENOENT
    private const int Interrupted = 4;               // EINTR
    private const int AccessDenied = 13;             // EACCES
    private const int Busy = 16;                     // EBUSY
    private const int Exists = 17;                   // EEXIST
    private const int CrossDevice = 18;              // EXDEV
    private const int NotAFolder = 20;               // ENOTDIR
    private const int IsAFolder = 21;                // EISDIR
    private const int InvalidArgument = 22;          // EINVAL
    private const int NotImplemented = 38;           // ENOSYS
    private const int NotEmpty = 39;                 // ENOTEMPTY
    private const int NotSupported = 95;             // EOPNOTSUPP

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    private static DiskException Fault(int error, string path = "") => new(
        error switch
        {
            28 or 122 => DiskProblem.Full,                               // ENOSPC, EDQUOT
            30 => DiskProblem.ReadOnly,                                  // EROFS
            NotPermitted or AccessDenied => DiskProblem.Denied,
            NoEntry or NotAFolder or 116 or 107 => DiskProblem.Gone,     // ESTALE, ENOTCONN: a network disk left
            Exists or IsAFolder or 40 or 6 => DiskProblem.WrongKind,     // ELOOP: a link; ENXIO: a pipe or a socket
            27 or 36 => DiskProblem.TooLong,                             // EFBIG, ENAMETOOLONG
            23 or 24 => DiskProblem.TooManyOpen,                         // ENFILE, EMFILE
            _ => DiskProblem.Broken,
        },
        path,
        Marshal.GetPInvokeErrorMessage(error));

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkdirAt(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SymlinkAt(string target, SafeFileHandle folder, string name);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLinkAt(SafeFileHandle folder, string name, byte* target, nuint length);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(SafeFileHandle from, string name, SafeFileHandle to, string newName, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatxPath(int folder, string name, int flags, uint mask, StatxResult* status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatxFile(SafeFileHandle folder, string name, int flags, uint mask, StatxResult* status);

    [LibraryImport("libc", EntryPoint = "preadv", SetLastError = true)]
    private static partial nint Preadv(SafeFileHandle file, MemoryPart* parts, int count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint Pwrite(SafeFileHandle file, byte* bytes, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Ftruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int Fchmod(SafeFileHandle file, uint mode);

    /// <param name="file">A file.</param>
    /// <param name="times">Two of struct timespec: last read, last write.</param>
    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int Futimens(SafeFileHandle file, nint* times);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Utimensat(SafeFileHandle folder, string name, nint* times, int flags);

    // fchmodat2, which libc has no name for everywhere.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ChangeModeAt(nint call, SafeFileHandle folder, string name, uint mode, uint flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Fdatasync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int Syncfs(SafeFileHandle folder);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(SafeFileHandle file, long offset, long length);

    /// <summary>struct statx, the same on every architecture; only what is used has a name.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public long Size;
        [FieldOffset(48)] public long Blocks;        // of 512 bytes
        [FieldOffset(112)] public long ModifiedSeconds;
        [FieldOffset(120)] public uint ModifiedNanoseconds;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;

        public readonly FileStatus ToStatus() => new(
            Size, Blocks * 512,
            DateTime.UnixEpoch.Ticks + ModifiedSeconds * TimeSpan.TicksPerSecond + ModifiedNanoseconds / 100,
            (int)Links, new FileIdentity(((ulong)DeviceMajor << 32) | DeviceMinor, Inode),
            (Mode & 0xf000) switch                   // S_IFMT
            {
                0x8000 => FileKind.File,             // S_IFREG
                0x4000 => FileKind.Folder,           // S_IFDIR
                0xa000 => FileKind.Link,             // S_IFLNK
                _ => FileKind.Other,
            }) { Mode = (UnixFileMode)(Mode & 0xfff) };
    }
}
