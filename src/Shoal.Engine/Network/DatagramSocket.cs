using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Shoal.Core.Dht;

namespace Shoal.Engine.Network;

/// <summary>A UDP socket that several protocols share: the first byte of a datagram says whose it is.</summary>
/// <remarks>
/// A message of the DHT is a bencoded dictionary and begins with 'd' (BEP 5); one of uTP begins with its type, 0 to 4, and its version, 1
/// (BEP 29). What is neither is dropped. Nothing is allocated for a datagram.
/// </remarks>
internal sealed class DatagramSocket : IAsyncDisposable
{
    private const int MaxDatagramBytes = 2048;
    private const int UtpVersion = 1;
    private const int UtpTypeMax = 4;

    private readonly Socket _socket;
    private readonly AddressFamily _family;
    private readonly SocketAddress _to;
    private readonly Lock _sending = new();
    private Task _receiving = Task.CompletedTask;
    private volatile bool _isDisposed;

    /// <param name="socket">Bound; owned by this from now on.</param>
    public DatagramSocket(Socket socket)
    {
        _socket = socket;
        _family = socket.AddressFamily;
        Address = (IPEndPoint)socket.LocalEndPoint!;
        _to = new SocketAddress(_family);
        _socket.Blocking = false;   // a full buffer drops a datagram rather than hold up who sends
    }

    /// <summary>Where it is really bound.</summary>
    public IPEndPoint Address { get; }
    public bool IsV6 => _family == AddressFamily.InterNetworkV6;

    /// <summary>Who takes the datagrams of each protocol; set before <see cref="Start"/>, null drops them.</summary>
    public IDatagramTaker? Dht { get; set; }
    public IDatagramTaker? Utp { get; set; }

    public void Start() => _receiving = ReceiveAsync();

    /// <summary>Sends at once, or not at all: datagrams may be lost, and these protocols live with it. Any thread.</summary>
    public void Send(NodeAddress to, ReadOnlySpan<byte> datagram)
    {
        if (_isDisposed || to.IsV6 != IsV6) return;
        try
        {
            lock (_sending)
            {
                Write(to, _to.Buffer.Span);
                _socket.SendTo(datagram, SocketFlags.None, _to);
            }
        }
        catch (Exception expected) when (expected is SocketException or ObjectDisposedException)
        {
            // expected: no route there, or the socket was closed meanwhile
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
    }

    private async Task ReceiveAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var buffer = new byte[MaxDatagramBytes];
        var from = new SocketAddress(_family);
        while (!_isDisposed)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, from).ConfigureAwait(false);
                Hand(Read(from.Buffer.Span), buffer.AsSpan(0, length));
            }
            catch (ObjectDisposedException)
            {
                return;   // closed by us
            }
            catch (SocketException)
            {
                // expected: a datagram too long for us, or an interface that went away; a pause, lest it is for good
                if (!_isDisposed) await Task.Delay(10).ConfigureAwait(false);
            }
        }
    }

    private void Hand(NodeAddress from, ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty) return;
        if (datagram[0] == (byte)'d') Dht?.Take(this, from, datagram);
        else if ((datagram[0] & 0x0F) == UtpVersion && datagram[0] >> 4 <= UtpTypeMax) Utp?.Take(this, from, datagram);
    }

    // A socket address is the system's own layout: port at 2; IPv4 address at 4, IPv6 address at 8 behind the flow label.
    private NodeAddress Read(ReadOnlySpan<byte> raw) =>
        new(IsV6 ? raw.Slice(8, 16) : raw.Slice(4, 4), BinaryPrimitives.ReadUInt16BigEndian(raw[2..]));

    private void Write(NodeAddress to, Span<byte> raw)
    {
        BinaryPrimitives.WriteUInt16BigEndian(raw[2..], to.Port);
        to.WriteAddress(raw[(IsV6 ? 8 : 4)..]);
    }
}
