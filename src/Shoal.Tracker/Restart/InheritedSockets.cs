using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Shoal.Tracker;

/// <summary>Sockets that somebody else opened and bound for us: systemd (sd_listen_fds(3)), or the tracker whose place we take.</summary>
internal sealed class InheritedSockets : IDisposable
{
    private const int FirstSystemdDescriptor = 3;

    private readonly List<Socket> _sockets;

    public InheritedSockets(IEnumerable<int> descriptors) =>
        _sockets = [.. descriptors.Select(d => new Socket(new SafeSocketHandle(d, ownsHandle: true)))];

    /// <summary>Addresses by kind.</summary>
    public IReadOnlyList<IPEndPoint> Udp => Addresses(SocketType.Dgram);
    public IReadOnlyList<IPEndPoint> Tcp => Addresses(SocketType.Stream);

    /// <summary>What systemd opened for this process; nothing elsewhere.</summary>
    public static InheritedSockets OfSystemd()
    {
        var isForUs = Number("LISTEN_PID") == Environment.ProcessId;
        return new InheritedSockets(isForUs ? Enumerable.Range(FirstSystemdDescriptor, Math.Clamp(Number("LISTEN_FDS"), 0, 1_000)) : []);
    }

    /// <summary>Every socket of a kind at an address; they are the caller's now.</summary>
    public IReadOnlyList<Socket> Take(SocketType kind, EndPoint address)
    {
        var taken = _sockets.Where(s => s.SocketType == kind && address.Equals(s.LocalEndPoint)).ToArray();
        _sockets.RemoveAll(taken.Contains);
        return taken;
    }

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
        _sockets.Clear();
    }

    private IReadOnlyList<IPEndPoint> Addresses(SocketType kind) =>
        [.. _sockets.Where(s => s.SocketType == kind).Select(s => s.LocalEndPoint).OfType<IPEndPoint>().Distinct()];

    private static int Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
