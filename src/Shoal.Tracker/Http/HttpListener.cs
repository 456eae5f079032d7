using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Shoal.Tracker;

/// <summary>The HTTP addresses of a tracker: Kestrel's sockets and connections alone, without its HTTP, a host, a container or a console.</summary>
internal sealed class HttpListener : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly HttpTransport _transport;
    private readonly List<IPEndPoint> _addresses = [];

    private readonly List<IPEndPoint> _secure = [];
    private readonly ServerCertificate? _certificate;
    private readonly int _plainCount;
    private readonly InheritedSockets _inherited;
    private readonly List<Socket> _sockets = [];

    private HttpListener(TrackerDesk desk, HttpDesk answers, IReadOnlyList<IPEndPoint> plain, InheritedSockets inherited)
    {
        _inherited = inherited;
        _plainCount = plain.Count;
        var kestrel = new KestrelServerOptions();
        kestrel.Limits.MaxConcurrentConnections = desk.Options.MaxHttpConnections;
        foreach (var address in plain) kestrel.Listen(address, listen => listen.Run(Serve));
        if (desk.Options.Https.Count > 0) _certificate = new ServerCertificate(desk);
        foreach (var address in desk.Options.Https) kestrel.Listen(address, listen => listen.Run(connection => TlsConnection.ServeAsync(connection, _certificate!, Serve)));
        Task Serve(ConnectionContext connection) => new HttpConnection(connection, answers).ServeAsync();
        _transport = new HttpTransport(answers, plain.Count, desk.Options.HttpThreads, desk.Options.MaxHttpConnections, Bind);
        _kestrel = new KestrelServer(Options.Create(kestrel), _transport, NullLoggerFactory.Instance);
    }

    /// <summary>Where it really listens.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _addresses;

    /// <summary>The same within TLS.</summary>
    public IReadOnlyList<IPEndPoint> Secure => _secure;

    public IReadOnlyList<Socket> Sockets => _sockets;

    /// <exception cref="IOException">An address is taken or not ours.</exception>
    public static async Task<HttpListener> StartAsync(
        TrackerDesk desk, HttpDesk answers, IReadOnlyList<IPEndPoint> plain, InheritedSockets inherited, CancellationToken cancel)
    {
        var listener = new HttpListener(desk, answers, plain, inherited);
        try
        {
            await listener._kestrel.StartAsync(new NoApplication(), cancel).ConfigureAwait(false);
            return listener;
        }
        catch (Exception e)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            if (e is SocketException) throw new IOException($"An HTTP address cannot be listened on: {e.Message}.", e);
            throw;
        }
    }

    /// <summary>Answers nobody new, where it can be helped: who comes now waits in the sockets' queues.</summary>
    public void Stop() => _transport.Stop();

    public async ValueTask DisposeAsync()
    {
        // Requests take microseconds: what has not ended at once is an idle connection.
        using var grace = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _kestrel.StopAsync(grace.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        _transport.Dispose();
        _certificate?.Dispose();
    }

    // Kestrel would make [::] take IPv4 in; ours are separate, so that an address has one spelling.
    private Socket Bind(EndPoint address)
    {
        var socket = _inherited.Take(SocketType.Stream, address) is [var taken, ..] ? taken : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!socket.IsBound)
            {
                if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
                socket.Bind(address);
            }

            // Kestrel binds in the order of its list: plain ones first.
            (_addresses.Count < _plainCount ? _addresses : _secure).Add((IPEndPoint)socket.LocalEndPoint!);
            _sockets.Add(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Kestrel wants one to start; our connections never get that far.
    private sealed class NoApplication : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;
        public Task ProcessRequestAsync(IFeatureCollection context) => Task.CompletedTask;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
            // Nothing was made.
        }
    }
}
