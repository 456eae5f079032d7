using System.Net;
using System.Net.Sockets;
using Shoal.Core.PortMapping;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>Asks a gateway by UDP and waits for its answer. Connected: nobody else's datagrams are seen.</summary>
internal sealed class GatewaySocket : IDisposable
{
    // RFC 6886 goes on to a minute; a gateway stands in the next room, and another protocol waits its turn.
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly byte[] _buffer = new byte[PcpMessage.MaxBytes + 1];

    /// <param name="sockets">Makes the socket.</param>
    /// <param name="gateway">Whom to ask, from which address of ours.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="port">Where it listens; tests have their own.</param>
    /// <exception cref="SocketException">Our address is gone, or there is no way there.</exception>
    public GatewaySocket(SocketFactory sockets, Gateway gateway, TimeProvider time, int port = PcpMessage.ServerPort)
    {
        (Gateway, _time) = (gateway, time);
        _socket = sockets.CreateUdp(new IPEndPoint(gateway.Local, 0));
        try
        {
            _socket.Connect(new IPEndPoint(gateway.Address, port));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Turns a datagram into the answer; false when it is not the one waited for.</summary>
    public delegate bool Reader<T>(ReadOnlySpan<byte> datagram, out T reply);

    public Gateway Gateway { get; }

    /// <summary>Sends until an answer comes, four times in under four seconds.</summary>
    /// <exception cref="PortMappingException">None came.</exception>
    public async Task<T> AskAsync<T>(ReadOnlyMemory<byte> request, Reader<T> read, CancellationToken cancel)
    {
        foreach (var wait in Waits)
        {
            using var deadline = new CancellationTokenSource(wait, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
            try
            {
                await _socket.SendAsync(request, SocketFlags.None, either.Token).ConfigureAwait(false);
                while (true)
                {
                    var received = await _socket.ReceiveAsync(_buffer, SocketFlags.None, either.Token).ConfigureAwait(false);
                    if (read(_buffer.AsSpan(0, received), out var reply)) return reply;
                }
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // No answer yet: once more.
            }
            catch (SocketException refused)
            {
                throw new PortMappingException(refused.SocketErrorCode == SocketError.ConnectionRefused ? "it is not spoken there" : refused.Message);
            }
        }

        throw new PortMappingException("no answer");
    }

    public void Dispose() => _socket.Dispose();
}
