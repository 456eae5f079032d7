using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Shoal.Core.Trackers;

namespace Shoal.Engine.Tests.Discovery;

/// <summary>A tracker on loopback that answers what it is told to and remembers what it was asked.</summary>
internal sealed class FakeHttpTracker : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Channel<string> _targets = Channel.CreateUnbounded<string>();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly Task _accepting;

    public FakeHttpTracker(IPEndPoint? address = null)
    {
        address ??= new IPEndPoint(IPAddress.Loopback, 0);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(address);
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;
    public string Url => $"http://{Address}/announce";

    /// <summary>Makes the whole HTTP answer for a request target.</summary>
    public Func<string, byte[]> Answer { get; set; } = _ => Ok("d8:intervali1800e5:peers0:e"u8);

    public static byte[] Ok(ReadOnlySpan<byte> body, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), .. body];

    public static byte[] Redirect(string location) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    /// <summary>The next request target; fails after ten seconds without one.</summary>
    public async Task<string> NextTargetAsync() => await _targets.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public async Task<AnnounceRequest> NextAnnounceAsync()
    {
        var target = await NextTargetAsync();
        Assert.True(HttpAnnounceQuery.TryRead(Encoding.ASCII.GetBytes(target[(target.IndexOf('?') + 1)..]), out var request, out var failure), failure);
        return request;
    }

    public bool HasUnread => _targets.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_served);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _served.Add(ServeAsync(await _listener.AcceptAsync()));
        }
        catch (SocketException)
        {
            // Disposed.
        }
        catch (ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        try
        {
            var head = new StringBuilder();
            var buffer = new byte[4096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await socket.ReceiveAsync(buffer);
                if (read == 0) return;
                head.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            var target = head.ToString().Split(' ')[1];
            var answer = Answer(target);
            _targets.Writer.TryWrite(target);
            await socket.SendAsync(answer);
        }
        catch (SocketException)
        {
            // The client had enough.
        }
    }
}
