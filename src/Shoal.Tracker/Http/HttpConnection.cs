using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Shoal.Tracker;

/// <summary>One HTTP connection, right above Kestrel's sockets: reads requests, writes answers, until somebody has enough.</summary>
internal sealed class HttpConnection(ConnectionContext connection, HttpDesk desk)
{
    private const long Never = long.MaxValue;

    private readonly ArrayBufferWriter<byte> _body = new(512);
    private byte[] _asker = ClientAddress.Of(connection.RemoteEndPoint);
    private bool _isProxy;
    private bool _isGreeted;
    private string? _webSocketAccept;
    private long _waitsSince = Environment.TickCount64;

    public async Task ServeAsync()
    {
        // Kestrel's one heartbeat looks after all connections: no timer each.
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static self => ((HttpConnection)self).AbortWhenLate(), this);
        _isProxy = desk.IsProxy(_asker);
        _isGreeted = !_isProxy;
        try
        {
            while (await ServeOneAsync(connection.Transport.Input, connection.Transport.Output).ConfigureAwait(false)) Volatile.Write(ref _waitsSince, Environment.TickCount64);
            if (_webSocketAccept is not null) await ServeWebSocketAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException or WebSocketException)
        {
            // The client left, or the tracker stops.
        }
    }

    // True when the connection stays for another one.
    private async Task<bool> ServeOneAsync(PipeReader input, PipeWriter output)
    {
        while (true)
        {
            // Not told when the connection closes: who has only ended its own half still waits for an answer.
            var read = await input.ReadAsync().ConfigureAwait(false);
            var status = Answer(read.Buffer, output, out var length, out var keepsAlive);
            if (status == HttpRequestStatus.NeedMoreData)
            {
                if (read.IsCompleted) return false;
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            input.AdvanceTo(read.Buffer.GetPosition(length));
            var flushed = await output.FlushAsync().ConfigureAwait(false);
            return keepsAlive && !flushed.IsCompleted;
        }
    }

    private HttpRequestStatus Answer(in ReadOnlySequence<byte> bytes, PipeWriter output, out int length, out bool keepsAlive)
    {
        // A head is nearly always in one segment; what is not is copied once.
        const int Most = HttpRequest.MaxHeadBytes + ProxyHeader.MaxBytes;
        var start = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.Slice(0, Math.Min(bytes.Length, Most)).ToArray();
        (keepsAlive, length) = (false, 0);
        var greeting = 0;
        if (!_isGreeted)
        {
            var greeted = ProxyHeader.TryRead(start, out greeting, out var client);
            if (greeted == HttpRequestStatus.NeedMoreData || start.IsEmpty) return HttpRequestStatus.NeedMoreData;
            if (greeted == HttpRequestStatus.Bad) return Refuse(bytes, output, out length);
            start = start[greeting..];
            var status = HttpRequest.TryRead(start, out _, out _);
            if (status == HttpRequestStatus.NeedMoreData) return status;
            (_isGreeted, _asker) = (true, client ?? _asker);
            if (client is not null) _isProxy = desk.IsProxy(client);
        }

        var found = HttpRequest.TryRead(start, out var request, out length);
        length += greeting;
        if (found == HttpRequestStatus.NeedMoreData) return found;
        if (found == HttpRequestStatus.Bad) return Refuse(bytes, output, out length);
        if (desk.TryUpgrade(request, out _webSocketAccept))
        {
            Utf8.TryWrite(
                output.GetSpan(256), CultureInfo.InvariantCulture,
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {_webSocketAccept}\r\n\r\n", out var upgraded);
            output.Advance(upgraded);
            return found;
        }

        keepsAlive = request.KeepsAlive;
        _body.ResetWrittenCount();
        desk.Answer(request, AskerOf(request), _body).Write(output, _body.WrittenSpan, keepsAlive);
        return found;
    }

    private byte[] AskerOf(in HttpRequest request) =>
        _isProxy && request.Header("X-Forwarded-For"u8) is { IsEmpty: false } forwarded ? desk.Forwarded(forwarded, _asker) : _asker;

    private static HttpRequestStatus Refuse(in ReadOnlySequence<byte> bytes, PipeWriter output, out int length)
    {
        length = (int)Math.Min(bytes.Length, HttpRequest.MaxHeadBytes);
        new HttpAnswer(400).Write(output, [], keepsAlive: false);
        return HttpRequestStatus.Bad;
    }

    private async Task ServeWebSocketAsync()
    {
        Volatile.Write(ref _waitsSince, Never);   // a WebSocket keeps its own time
        var stream = new DuplexStream(connection.Transport.Input.AsStream(), connection.Transport.Output.AsStream());
        await using (stream.ConfigureAwait(false))
        {
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.FromSeconds(60) });
            await desk.WebPeers.ServeAsync(socket, _asker, connection.ConnectionClosed).ConfigureAwait(false);
        }
    }

    private void AbortWhenLate()
    {
        var since = Volatile.Read(ref _waitsSince);
        if (since != Never && Environment.TickCount64 - since > desk.Patience.TotalMilliseconds) connection.Abort();
    }
}
