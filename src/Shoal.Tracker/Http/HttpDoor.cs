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
    private readonly CancellationTokenSource _stopKeeping = new();
    private readonly List<Thread> _threads = [];
    private readonly List<Thread> _keepers = [];
    private readonly List<LinuxKeepLoop> _kept = [];

    /// <param name="socket">Bound.</param>
    /// <param name="desk">Answers.</param>
    /// <param name="connections">Makes connections for Kestrel.</param>
    /// <param name="threads">How many accept; as many look after connections that may ask again.</param>
    /// <param name="keptMax">Most of those.</param>
    /// <exception cref="SocketException">It cannot listen.</exception>
    public HttpDoor(Socket socket, HttpDesk desk, SocketConnectionContextFactory connections, int threads, int keptMax)
    {
        (_socket, _connections) = (socket, connections);
        _socket.ReceiveTimeout = WakeMilliseconds;
        LinuxTcp.AcceptWithData(_socket, desk.Patience);
        _socket.Listen();
        for (var i = 0; i < threads; i++) Start(desk, i, Math.Max(1, keptMax / threads));
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

    /// <summary>Accepts nobody any more; who comes now waits in the socket's queue.</summary>
    public void Stop()
    {
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        _threads.Clear();
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        End();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        while (_waiting.Reader.TryRead(out var socket)) socket.Dispose();
        _stop.Dispose();
        _stopKeeping.Dispose();
    }

    private void End()
    {
        _stopKeeping.Cancel();
        Stop();
        foreach (var thread in _keepers) thread.Join();
        foreach (var kept in _kept) kept.Dispose();
        _keepers.Clear();
        _kept.Clear();
        _waiting.Writer.TryComplete();
        _socket.Dispose();
    }

    private void Start(HttpDesk desk, int number, int keptMax)
    {
        var kept = new LinuxKeepLoop(desk, HandOn, keptMax);
        _kept.Add(kept);
        var (stop, stopKeeping) = (_stop.Token, _stopKeeping.Token);
        _keepers.Add(Run($"http kept {number} {EndPoint}", () => kept.Run(stopKeeping)));
        _threads.Add(Run($"http {number} {EndPoint}", () => LinuxHttpLoop.Run(_socket, desk, kept, HandOn, stop)));
    }

    private static Thread Run(string name, ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
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
