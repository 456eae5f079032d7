using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shoal.Tracker;

/// <summary>A connection in four system calls on Linux: accept4(2), recv(2), send(2), close(2).</summary>
internal static unsafe partial class LinuxTcp
{
    public const int MSG_PEEK = 0x2;
    public const int MSG_TRUNC = 0x20;
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ECONNABORTED = 103;

    private const int IPPROTO_TCP = 6;
    private const int TCP_DEFER_ACCEPT = 9;

    /// <summary>Connections are given to us when their first bytes are there, or after so long without any.</summary>
    public static void AcceptWithData(Socket listener, TimeSpan patience)
    {
        var seconds = (int)patience.TotalSeconds;
        listener.SetRawSocketOption(IPPROTO_TCP, TCP_DEFER_ACCEPT, new ReadOnlySpan<byte>(&seconds, sizeof(int)));
    }

    /// <summary>Waits as long as the socket's receive timeout.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(int socket, byte* name, uint* nameLength, int flags);

    /// <summary>Never waits: only with <see cref="MSG_DONTWAIT"/>.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint ReceiveNow(int socket, byte* bytes, nuint length, int flags);

    /// <summary>Never waits: only with <see cref="MSG_DONTWAIT"/>.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint SendNow(int socket, byte* bytes, nuint length, int flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int socket);
}
