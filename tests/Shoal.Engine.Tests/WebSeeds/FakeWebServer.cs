using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoal.Engine.Tests.WebSeeds;

/// <summary>A web server on loopback that serves a folder with ranges over connections that stay open, or misbehaves as it is told.</summary>
internal sealed class FakeWebServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly string _folder;
    private readonly ConcurrentDictionary<Socket, Task> _open = [];
    private readonly Task _accepting;
    private int _connections;

    public FakeWebServer(string folder, IPAddress? address = null)
    {
        _folder = folder;
        _listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address ?? IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;
    public string Url => $"http://{Address}/";
    public int Connections => Volatile.Read(ref _connections);
    public ConcurrentQueue<Request> Requests { get; } = [];

    /// <summary>Makes the whole answer, head and body, or null to serve the file; an answer with "Connection: close" ends the connection.</summary>
    public Func<Request, byte[]?> Answer { get; set; } = _ => null;

    /// <summary>Changes what a file's range holds, before it is sent.</summary>
    public Action<byte[]> Corrupt { get; set; } = _ => { };

    public static byte[] Head(int status, string headers) => Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Said\r\n{headers}\r\n\r\n");

    public static byte[] Redirect(string location) => Head(302, $"Location: {location}\r\nContent-Length: 0");

    /// <summary>The file that a request is for; null when there is none.</summary>
    public byte[]? FileOf(Request request)
    {
        var path = Path.Combine(_folder, Uri.UnescapeDataString(request.Target.Split('?')[0]).TrimStart('/'));
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var socket in _open.Keys) socket.Dispose();
        await _accepting;
        await Task.WhenAll(_open.Values);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                Interlocked.Increment(ref _connections);
                _open[socket] = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        using var owned = socket;
        try
        {
            while (await ReadAsync(socket) is { } request)
            {
                Requests.Enqueue(request);
                var answer = Answer(request) ?? Serve(request);
                for (var sent = 0; sent < answer.Length;) sent += await socket.SendAsync(answer.AsMemory(sent));
                if (Encoding.Latin1.GetString(answer, 0, Math.Min(answer.Length, 512)).Contains("Connection: close", StringComparison.Ordinal)) return;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client had enough, or the test has ended.
        }
    }

    private byte[] Serve(Request request)
    {
        if (FileOf(request) is not { } file) return Head(404, "Content-Length: 0");
        var (from, to) = request.Range ?? (0, file.Length - 1);
        var body = file[(int)from..(int)(to + 1)];
        Corrupt(body);
        return [.. Head(206, $"Content-Range: bytes {from}-{to}/{file.Length}\r\nContent-Length: {body.Length}"), .. body];
    }

    private static async Task<Request?> ReadAsync(Socket socket)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(one) == 0) return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var range = lines.FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))?[13..].Split('-');
        return new Request(
            lines[0].Split(' ')[1],
            range is null ? null : (long.Parse(range[0], CultureInfo.InvariantCulture), long.Parse(range[1], CultureInfo.InvariantCulture)),
            head.ToString());
    }

    /// <param name="Target">Path and query as they came.</param>
    /// <param name="Range">First and last byte; null when none was asked for.</param>
    /// <param name="Head">All of it.</param>
    internal sealed record Request(string Target, (long From, long To)? Range, string Head);
}
