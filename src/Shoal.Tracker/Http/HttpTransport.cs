using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Shoal.Tracker;

/// <summary>Where Kestrel's connections come from: plain HTTP on Linux through <see cref="HttpDoor"/>, all else from Kestrel's own sockets.</summary>
internal sealed class HttpTransport : IConnectionListenerFactory, IDisposable
{
    private readonly SocketTransportFactory _sockets;
    private readonly SocketConnectionContextFactory _connections;
    private readonly Func<EndPoint, Socket> _bind;
    private readonly HttpDesk _desk;
    private readonly int _threads;
    private readonly int _keptMax;
    private readonly List<HttpDoor> _doors = [];
    private int _plainLeft;

    /// <param name="desk">Answers.</param>
    /// <param name="plainCount">How many of the addresses, from the first, speak without TLS.</param>
    /// <param name="threads">Of each plain address.</param>
    /// <param name="keptMax">Most connections that each plain address keeps.</param>
    /// <param name="bind">Makes a bound socket.</param>
    public HttpTransport(HttpDesk desk, int plainCount, int threads, int keptMax, Func<EndPoint, Socket> bind)
    {
        (_desk, _plainLeft, _threads, _keptMax, _bind) = (desk, plainCount, threads, keptMax, bind);
        var options = new SocketTransportOptions
        {
            CreateBoundListenSocket = bind,
            UnsafePreferInlineScheduling = true,   // an answer takes microseconds: a thread's turn would cost more
            WaitForDataBeforeAllocatingBuffer = false,
            IOQueueCount = 0,
        };
        _sockets = new SocketTransportFactory(Options.Create(options), NullLoggerFactory.Instance);
        _connections = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false, IOQueueCount = 0 }, NullLogger.Instance);
    }

    // Kestrel binds in the order of its list: plain ones first.
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (_plainLeft-- <= 0 || !OperatingSystem.IsLinux()) return _sockets.BindAsync(endpoint, cancellationToken);
        var socket = _bind(endpoint);
        try
        {
            _doors.Add(new HttpDoor(socket, _desk, _connections, _threads, _keptMax));
            return new(_doors[^1]);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Accepts nobody any more where it can be helped; who comes now waits in the sockets' queues.</summary>
    public void Stop()
    {
        foreach (var door in _doors) door.Stop();
    }

    public void Dispose() => _connections.Dispose();
}
