using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shoal.Tracker;

/// <summary>Many datagrams a system call (recvmmsg(2), sendmmsg(2)) on Linux, whose structures these are on 64 bits.</summary>
internal static unsafe partial class LinuxUdp
{
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_WAITFORONE = 0x10000;
    public const int EINTR = 4;
    public const int EAGAIN = 11;

    private const int SOL_SOCKET = 1;
    private const int SO_REUSEPORT = 15;

    /// <summary>Several sockets at one address: the kernel spreads clients over them.</summary>
    public static void SharePort(Socket socket)
    {
        var yes = 1;
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(SOL_SOCKET, SO_REUSEPORT, new ReadOnlySpan<byte>(&yes, sizeof(int)));
    }

    /// <summary>Never waits: only with <see cref="MSG_DONTWAIT"/>, since the collector waits for it.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = false)]
    [SuppressGCTransition]
    public static partial int ReceiveNow(int socket, ManyMessageHead* messages, uint count, int flags, nint timeout);

    /// <summary>May wait.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int Receive(int socket, ManyMessageHead* messages, uint count, int flags, nint timeout);

    /// <summary>Never waits: only with <see cref="MSG_DONTWAIT"/>.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = false)]
    [SuppressGCTransition]
    public static partial int SendNow(int socket, ManyMessageHead* messages, uint count, int flags);

    /// <summary>struct iovec</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* iov_base;
        public nuint iov_len;
    }

    /// <summary>struct msghdr</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHead
    {
        public byte* msg_name;
        public uint msg_namelen;
        public IoVector* msg_iov;
        public nuint msg_iovlen;
        public void* msg_control;
        public nuint msg_controllen;
        public int msg_flags;
    }

    /// <summary>struct mmsghdr</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ManyMessageHead
    {
        public MessageHead msg_hdr;
        public uint msg_len;
    }
}
