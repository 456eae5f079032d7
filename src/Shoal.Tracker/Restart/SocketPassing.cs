using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shoal.Tracker;

/// <summary>Sends open sockets to another process over a Unix socket (SCM_RIGHTS, unix(7)). Linux.</summary>
internal static unsafe partial class SocketPassing
{
    /// <summary>Most sockets in one message: the kernel's own limit is 253.</summary>
    public const int MaxSockets = 250;

    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int ControlHead = 16;   // cmsg_len (8), cmsg_level (4), cmsg_type (4)
    private const int ControlRoom = ControlHead + (MaxSockets * sizeof(int));

    /// <exception cref="IOException">The other end is gone.</exception>
    public static void Send(Socket channel, IReadOnlyList<Socket> sockets)
    {
        var control = stackalloc byte[ControlRoom];
        var bytes = ControlHead + (sockets.Count * sizeof(int));
        *(nuint*)control = (nuint)bytes;
        *(int*)(control + 8) = SOL_SOCKET;
        *(int*)(control + 12) = SCM_RIGHTS;
        for (var i = 0; i < sockets.Count; i++) ((int*)(control + ControlHead))[i] = (int)sockets[i].SafeHandle.DangerousGetHandle();
        byte one = 1;
        var vector = new LinuxUdp.IoVector { iov_base = &one, iov_len = 1 };
        var message = new LinuxUdp.MessageHead { msg_iov = &vector, msg_iovlen = 1, msg_control = sockets.Count == 0 ? null : control, msg_controllen = sockets.Count == 0 ? 0 : (nuint)bytes };
        if (SendMessage((int)channel.SafeHandle.DangerousGetHandle(), &message, 0) < 0) throw new IOException($"sendmsg failed: {Marshal.GetLastPInvokeError()}.");
        GC.KeepAlive(sockets);
    }

    /// <summary>Waits for sockets.</summary>
    /// <exception cref="IOException">The other end is gone.</exception>
    public static IReadOnlyList<int> Receive(Socket channel)
    {
        var control = stackalloc byte[ControlRoom];
        byte one = 0;
        var vector = new LinuxUdp.IoVector { iov_base = &one, iov_len = 1 };
        var message = new LinuxUdp.MessageHead { msg_iov = &vector, msg_iovlen = 1, msg_control = control, msg_controllen = ControlRoom };
        if (ReceiveMessage((int)channel.SafeHandle.DangerousGetHandle(), &message, MSG_CMSG_CLOEXEC) <= 0) throw new IOException("The tracker that was to hand over is gone.");
        if (message.msg_controllen < ControlHead || *(int*)(control + 12) != SCM_RIGHTS) return [];
        var count = ((int)*(nuint*)control - ControlHead) / sizeof(int);
        return new ReadOnlySpan<int>(control + ControlHead, count).ToArray();
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, LinuxUdp.MessageHead* message, int flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, LinuxUdp.MessageHead* message, int flags);
}
