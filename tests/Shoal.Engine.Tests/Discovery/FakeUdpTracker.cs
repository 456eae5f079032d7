using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Shoal.Core.Trackers;

namespace Shoal.Engine.Tests.Discovery;

/// <summary>A UDP tracker on loopback: hands out connection ids, answers announces, drops what it is told to.</summary>
internal sealed class FakeUdpTracker : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Channel<byte[]> _requests = Channel.CreateUnbounded<byte[]>();
    private readonly Task _serving;

    public FakeUdpTracker(IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(address, 0));
        _serving = ServeAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;
    public string Url => $"udp://{Address}/announce?pass=1";
    public ulong ConnectionId { get; set; } = 0x1122334455667788;

    /// <summary>Datagrams that get no answer, from now on.</summary>
    public int Drops { get; set; }

    /// <summary>Peers behind the head of each announce reply.</summary>
    public byte[] Peers { get; set; } = [];

    /// <summary>Changes a reply before it leaves.</summary>
    public Action<byte[]> Twist { get; set; } = _ => { };

    public async Task<byte[]> NextAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public async Task<AnnounceRequest> NextAnnounceAsync()
    {
        while (true)
        {
            if (UdpAnnounce.TryReadRequest(await NextAsync(), out var request)) return request;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
                var request = buffer[..got.ReceivedBytes];
                var isDropped = Drops-- > 0;
                var answer = Answer(request);
                Twist(answer);
                _requests.Writer.TryWrite(request);
                if (!isDropped) await _socket.SendToAsync(answer, got.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private byte[] Answer(byte[] request)
    {
        UdpRequestHead.TryRead(request, out var head);
        var reply = new byte[TrackerLimits.MaxDatagramBytes];
        if (head.Action == UdpAction.Connect)
        {
            UdpConnect.WriteReply(reply, head.TransactionId, ConnectionId);
            return reply[..UdpConnect.ReplySize];
        }

        if (head.ConnectionId != ConnectionId) return reply[..UdpError.Write(reply, head.TransactionId, "connection id mismatch"u8)];
        UdpAnnounce.WriteReplyHead(reply, head.TransactionId, TimeSpan.FromMinutes(30), 3, 2);
        Peers.CopyTo(reply.AsSpan(UdpAnnounce.ReplyHeadSize));
        return reply[..(UdpAnnounce.ReplyHeadSize + Peers.Length)];
    }
}
