using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Shoal.Tracker;

/// <summary>Which of many sockets have something to say (epoll(7)).</summary>
internal static unsafe partial class LinuxEpoll
{
    private const int EPOLL_CLOEXEC = 0x80000;
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const uint EPOLLIN = 0x1;

    // struct epoll_event { uint32_t events; uint64_t data; }, packed on x86-64 alone.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int DataOffset = IsPacked ? 4 : 8;

    public static readonly int EventSize = IsPacked ? 12 : 16;

    /// <exception cref="Win32Exception">There are too many open files.</exception>
    public static int Open() => Create(EPOLL_CLOEXEC) is >= 0 and var epoll ? epoll : throw new Win32Exception(Marshal.GetLastPInvokeError());

    /// <param name="epoll">From <see cref="Open"/>.</param>
    /// <param name="socket">Its descriptor.</param>
    /// <param name="place">What <see cref="PlaceIn"/> says of it.</param>
    public static bool Watch(int epoll, int socket, int place)
    {
        var bytes = stackalloc byte[16];
        *(uint*)bytes = EPOLLIN;
        Unsafe.WriteUnaligned(bytes + DataOffset, (ulong)place);
        return Control(epoll, EPOLL_CTL_ADD, socket, bytes) == 0;
    }

    public static void Forget(int epoll, int socket)
    {
        var ignored = stackalloc byte[16];
        _ = Control(epoll, EPOLL_CTL_DEL, socket, ignored);
    }

    /// <summary>How many have something; 0 after the patience.</summary>
    public static int Wait(int epoll, byte* events, int most, TimeSpan patience) => Wait(epoll, events, most, (int)patience.TotalMilliseconds);

    public static int PlaceIn(byte* events, int index) => (int)Unsafe.ReadUnaligned<ulong>(events + (index * EventSize) + DataOffset);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int Control(int epoll, int operation, int socket, byte* eventBytes);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int epoll, byte* events, int most, int milliseconds);
}
