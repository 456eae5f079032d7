using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Shoal.Tracker;

/// <summary>An HTTP address on Linux: threads of our own accept, answer what they can and leave the rest to Kestrel, for which this is a listener.</summary>
internal sealed class HttpDoor : IConnectionListener
{
    /// <summary>Connections that wait for Kestrel; more are closed.</summary>
    private const int WaitingMax = 1_024;

    /// <summary>How long a thread may not see that it shall stop.</summary>
    private const int WakeMilliseconds = 200;

    private readonly Socket _socket;
    private readonly SocketConnectionContextFactory _connections;
    private readonly Channel<Socket> _waiting = Channel.CreateBounded<Socket>(WaitingMax);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];

    /// <param name="socket">Bound.</param>
    /// <param name="desk">Answers.</param>
    /// <param name="connections">Makes connections for Kestrel.</param>
    /// <param name="threads">How many.</param>
    /// <exception cref="SocketException">It cannot listen.</exception>
    public HttpDoor(Socket socket, HttpDesk desk, SocketConnectionContextFactory connections, int threads)
    {
        (_socket, _connections) = (socket, connections);
        _socket.ReceiveTimeout = WakeMilliseconds;
        LinuxTcp.AcceptWithData(_socket, HttpConnection.RequestTimeout);
        _socket.Listen();
        for (var i = 0; i < threads; i++) Start(desk, i);
    }

    public EndPoint EndPoint => _socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_waiting.Reader.TryRead(out var socket)) return _connections.Create(socket);
        }

        return null;
    }

    /// <summary>Ends the threads; who comes now waits in the socket's queue.</summary>
    public void Stop()
    {
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        _threads.Clear();
        _waiting.Writer.TryComplete();
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        Stop();
        _socket.Dispose();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        while (_waiting.Reader.TryRead(out var socket)) socket.Dispose();
        _stop.Dispose();
    }

    private void Start(HttpDesk desk, int number)
    {
        var stop = _stop.Token;
        var thread = new Thread(() => LinuxHttpLoop.Run(_socket, desk, HandOn, stop)) { IsBackground = true, Name = $"http {EndPoint} {number}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void HandOn(int descriptor)
    {
        var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        try
        {
            socket.NoDelay = true;
            if (_waiting.Writer.TryWrite(socket)) return;
        }
        catch (SocketException)
        {
            // It left meanwhile.
        }

        socket.Dispose();
    }
}
