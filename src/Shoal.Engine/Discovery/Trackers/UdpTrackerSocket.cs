using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Shoal.Core.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>One UDP socket that brings answers back to who asked, by tracker and transaction id. Opened at the first question.</summary>
internal sealed class UdpTrackerSocket(SocketFactory sockets, AddressFamily family) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<uint, Waiting> _waiting = new();
    private readonly Lock _gate = new();
    private Socket? _socket;
    private Task _receiving = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Registers a question before it is sent. Dispose it when the wait is over.</summary>
    public Waiting Expect(IPEndPoint tracker, uint transaction)
    {
        var waiting = new Waiting(this, tracker, transaction);
        if (!_waiting.TryAdd(transaction, waiting)) throw new TrackerException("too many questions at once");
        return waiting;
    }

    /// <exception cref="SocketException">No way there, or the factory allows no socket.</exception>
    public async Task SendAsync(IPEndPoint tracker, ReadOnlyMemory<byte> datagram, CancellationToken cancel) =>
        await Open().SendToAsync(datagram, SocketFlags.None, tracker, cancel).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _socket?.Dispose();
        }

        await _receiving.ConfigureAwait(false);
    }

    private Socket Open()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_socket is not null) return _socket;
            _socket = sockets.CreateUdp(family);
            _receiving = ReceiveAsync(_socket);
            return _socket;
        }
    }

    private async Task ReceiveAsync(Socket socket)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var buffer = new byte[ushort.MaxValue];
        var any = new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any).ConfigureAwait(false);
                Deliver((IPEndPoint)received.RemoteEndPoint, buffer.AsSpan(0, received.ReceivedBytes));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed by us, or its interface went away: the next question opens another one.
            lock (_gate)
            {
                if (_socket == socket) _socket = null;
            }

            socket.Dispose();
        }
    }

    private void Deliver(IPEndPoint source, ReadOnlySpan<byte> datagram)
    {
        if (UdpReplyHead.TryRead(datagram, out var head)
            && _waiting.TryGetValue(head.TransactionId, out var waiting)
            && waiting.Tracker.Equals(source)) waiting.Complete(datagram.ToArray());
    }

    /// <summary>Somebody waits for an answer.</summary>
    internal sealed class Waiting(UdpTrackerSocket owner, IPEndPoint tracker, uint transaction) : IDisposable
    {
        private readonly TaskCompletionSource<byte[]> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IPEndPoint Tracker => tracker;
        public Task<byte[]> Reply => _reply.Task;
        public void Complete(byte[] datagram) => _reply.TrySetResult(datagram);
        public void Dispose() => owner._waiting.TryRemove(transaction, out _);
    }
}
