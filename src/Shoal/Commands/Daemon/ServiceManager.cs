using System.Net.Sockets;
using System.Text;

namespace Shoal.Commands.Daemon;

/// <summary>Tells systemd how the daemon is (sd_notify(3)); does nothing where nobody asked to be told.</summary>
internal static class ServiceManager
{
    public static Task TellReadyAsync() => TellAsync("READY=1");

    public static Task TellStoppingAsync() => TellAsync("STOPPING=1");

    private static async Task TellAsync(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } path || OperatingSystem.IsWindows()) return;
        if (path.StartsWith('@')) path = "\0" + path[1..];   // Linux's abstract names
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            await socket.SendToAsync(Encoding.UTF8.GetBytes(state), SocketFlags.None, new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Nobody listens any more; we run all the same.
        }
    }
}
