using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoal.Interop;

/// <summary>An HTTP tracker that remembers nobody: it hands out the peers a test has put into it (BEP 3, 7, 23).</summary>
internal sealed class FixedTracker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<IPEndPoint> _peers = [];
    private readonly Task _serving;

    public FixedTracker()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}/announce";

    public void Add(IPEndPoint peer)
    {
        lock (_gate) _peers.Add(peer);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptSocketAsync(_stop.Token);
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        var request = new byte[8192];
        var length = 0;
        try
        {
            while (length < request.Length && !request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                var read = await client.ReceiveAsync(request.AsMemory(length), patience.Token);
                if (read == 0) return;
                length += read;
            }
            await client.SendAsync(Answer(Encoding.Latin1.GetString(request, 0, length)), patience.Token);
            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // This asker went away; the next one is served.
        }
    }

    private byte[] Answer(string request)
    {
        var port = request.IndexOf("&port=", StringComparison.Ordinal);
        if (port < 0) return [.. "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8];   // a scrape

        // The port it says it listens on: all peers of a test have different ones.
        var asker = int.Parse(new string([.. request.Skip(port + "&port=".Length).TakeWhile(char.IsAsciiDigit)]));
        IPEndPoint[] peers;
        lock (_gate) peers = [.. _peers.Where(p => p.Port != asker)];
        byte[] body =
        [
            .. "d8:intervali1800e5:peers"u8, .. Compact(peers, AddressFamily.InterNetwork),
            .. "6:peers6"u8, .. Compact(peers, AddressFamily.InterNetworkV6), (byte)'e',
        ];
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body];
    }

    private static byte[] Compact(IEnumerable<IPEndPoint> peers, AddressFamily family)
    {
        byte[] bytes = [.. peers.Where(p => p.AddressFamily == family).SelectMany(p => (byte[])[.. p.Address.GetAddressBytes(), (byte)(p.Port >> 8), (byte)p.Port])];
        return [.. Encoding.ASCII.GetBytes($"{bytes.Length}:"), .. bytes];
    }
}
