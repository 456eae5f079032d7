using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Shoal.Commands.Daemon;

/// <summary>Tells systemd how the daemon is (sd_notify(3)); does nothing where nobody asked to be told.</summary>
/// <param name="socketPath">NOTIFY_SOCKET; null where nobody listens.</param>
/// <param name="watchdog">How long the service manager waits for a sign of life; null when it does not.</param>
internal sealed class ServiceManager(string? socketPath, TimeSpan? watchdog)
{
    /// <summary>What the environment says.</summary>
    public static ServiceManager OfEnvironment() => new(
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 } path && !OperatingSystem.IsWindows() ? path : null,
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds) : null);

    public Task TellReadyAsync() => TellAsync("READY=1");

    public Task TellStoppingAsync() => TellAsync("STOPPING=1");

    /// <summary>A sign of life at half the time that is waited for it, until stopped. Comes from the same threads that do the work.</summary>
    public async Task WatchAsync(TimeProvider time, CancellationToken stop)
    {
        if (watchdog is not { } patience || socketPath is null) return;
        using var timer = new PeriodicTimer(patience / 2, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false)) await TellAsync("WATCHDOG=1").ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    private async Task TellAsync(string state)
    {
        if (socketPath is null) return;
        var path = socketPath.StartsWith('@') ? "\0" + socketPath[1..] : socketPath;   // Linux's abstract names
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
