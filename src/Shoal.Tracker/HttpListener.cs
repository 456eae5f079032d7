using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Shoal.Tracker;

/// <summary>The HTTP addresses of a tracker: Kestrel alone, without a host, a container or a console.</summary>
internal sealed class HttpListener : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly List<IPEndPoint> _addresses = [];

    private HttpListener(TrackerOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxConcurrentConnections = options.MaxHttpConnections;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        foreach (var address in options.Http) kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportOptions { CreateBoundListenSocket = Bind };
        _kestrel = new KestrelServer(
            Options.Create(kestrel), new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
    }

    /// <summary>Where it really listens.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _addresses;

    /// <exception cref="IOException">An address is taken or not ours.</exception>
    public static async Task<HttpListener> StartAsync(TrackerDesk desk, CancellationToken cancel)
    {
        var listener = new HttpListener(desk.Options);
        try
        {
            await listener._kestrel.StartAsync(new HttpDesk(desk), cancel).ConfigureAwait(false);
            return listener;
        }
        catch (Exception e)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            if (e is SocketException) throw new IOException($"An HTTP address cannot be listened on: {e.Message}.", e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Requests take microseconds: what has not ended at once is an idle connection.
        using var grace = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _kestrel.StopAsync(grace.Token).ConfigureAwait(false);
        _kestrel.Dispose();
    }

    // Kestrel would make [::] take IPv4 in; ours are separate, so that an address has one spelling.
    private Socket Bind(EndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(address);
            _addresses.Add((IPEndPoint)socket.LocalEndPoint!);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
