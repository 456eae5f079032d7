using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.Local;

/// <summary>The sockets of all ways there are now. Looks again from time to time: interfaces come and go.</summary>
/// <param name="list">The ways there are.</param>
/// <param name="open">Makes the socket of a way.</param>
internal sealed class LocalSockets(Func<IReadOnlyList<LocalWay>> list, Func<LocalWay, LocalSocket> open) : IAsyncDisposable
{
    private readonly Lock _scanning = new();
    private volatile LocalSocket[] _sockets = [];
    private bool _isDisposed;

    /// <summary>Opens what is new and closes what is gone; true when something new is there.</summary>
    public bool Scan()
    {
        lock (_scanning)
        {
            if (_isDisposed) return false;
            if (TryList() is not { } ways) return false;
            var kept = _sockets.Where(socket => ways.Any(way => way.Key == socket.Way.Key)).ToArray();
            var added = ways.Where(way => !kept.Any(socket => socket.Way.Key == way.Key)).Select(open).ToArray();
            var gone = _sockets.Except(kept).ToArray();
            _sockets = [.. kept, .. added];
            foreach (var socket in gone) _ = socket.DisposeAsync().AsTask();
            return added.Length > 0;
        }
    }

    /// <summary>Is the sender on a network of ours?</summary>
    /// <remarks>
    /// Asked of all ways, not of the one whose socket got the datagram: Linux takes our sockets, which share a port, for one crowd, and when
    /// only one of them has joined the group where the datagram came in, it may hand it to any of them.
    /// </remarks>
    public bool AreNear(IPAddress sender) => Array.Exists(_sockets, socket => socket.Way.IsNear(sender));

    private IReadOnlyList<LocalWay>? TryList()
    {
        try
        {
            return list();
        }
        catch (NetworkInformationException)
        {
            return null;   // expected: interfaces changed while they were looked at; the next look will do
        }
    }

    /// <summary>Sends by every way of a family.</summary>
    public void Send(AddressFamily family, ReadOnlySpan<byte> datagram)
    {
        foreach (var socket in _sockets)
            if (socket.Way.Address.AddressFamily == family) socket.Send(datagram);
    }

    public IReadOnlyList<LocalInterfaceSnapshot> Snapshot() => [.. _sockets.Select(socket => socket.Snapshot())];

    public async ValueTask DisposeAsync()
    {
        lock (_scanning) _isDisposed = true;
        foreach (var socket in _sockets) await socket.DisposeAsync().ConfigureAwait(false);
    }
}
