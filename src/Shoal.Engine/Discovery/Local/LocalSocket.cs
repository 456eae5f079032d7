using System.Net;
using System.Net.Sockets;
using Shoal.Core.LocalDiscovery;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.Local;

/// <summary>The socket of one <see cref="LocalWay"/>: sends to the group there and hears it. A way that fails says why and stays silent.</summary>
internal sealed class LocalSocket : IAsyncDisposable
{
    private readonly IPEndPoint _group;
    private readonly Socket? _socket;
    private readonly Task _receiving = Task.CompletedTask;
    private string? _problem;
    private long _sent, _received;

    /// <param name="hear">Told of each datagram and who sent it; must not wait or throw.</param>
    public LocalSocket(SocketFactory sockets, LocalWay way, IPEndPoint group, Action<ReadOnlyMemory<byte>, IPEndPoint> hear)
    {
        (Way, _group) = (way, group);
        try
        {
            _socket = sockets.CreateMulticast(group, way.Address, way.Index);
            _receiving = ReceiveAsync(_socket, hear);
        }
        catch (SocketException failure)
        {
            _problem = failure.Message;   // expected: an interface without multicast, or on its way out
        }
    }

    public LocalWay Way { get; }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            if (_socket is null) return;
            _socket.SendTo(datagram, SocketFlags.None, _group);
            Interlocked.Increment(ref _sent);
            _problem = null;
        }
        catch (Exception expected) when (expected is SocketException or ObjectDisposedException)
        {
            _problem = expected.Message;   // the cable was pulled, or we are stopping
        }
    }

    public LocalInterfaceSnapshot Snapshot() => new()
    {
        Name = Way.Interface,
        Address = Way.Address,
        Group = _group,
        Problem = Volatile.Read(ref _problem),
        PacketsSent = Interlocked.Read(ref _sent),
        PacketsReceived = Interlocked.Read(ref _received),
    };

    public async ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        await _receiving.ConfigureAwait(false);
    }

    private async Task ReceiveAsync(Socket socket, Action<ReadOnlyMemory<byte>, IPEndPoint> hear)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var buffer = new byte[SearchMessage.MaxReadBytes + 1];
        var anyone = new IPEndPoint(_group.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone).ConfigureAwait(false);
                Interlocked.Increment(ref _received);
                hear(buffer.AsMemory(0, got.ReceivedBytes), (IPEndPoint)got.RemoteEndPoint);
            }
            catch (ObjectDisposedException)
            {
                return;   // expected: the way is closed
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;   // expected: the same, seen from the kernel
            }
            catch (SocketException failure)
            {
                Volatile.Write(ref _problem, failure.Message);   // a datagram too long, the interface down: the next may be good
                await Task.Delay(100).ConfigureAwait(false);
            }
        }
    }
}
