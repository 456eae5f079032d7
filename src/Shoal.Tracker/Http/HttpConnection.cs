using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Shoal.Tracker;

/// <summary>One HTTP connection, right above Kestrel's sockets: reads requests, writes answers, until somebody has enough.</summary>
internal sealed class HttpConnection(ConnectionContext connection, HttpDesk desk)
{
    /// <summary>Time for the next request to be whole; then the connection is closed (threats row 33).</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    private readonly ArrayBufferWriter<byte> _body = new(512);
    private readonly byte[] _asker = AddressOf(connection.RemoteEndPoint);
    private long _waitsSince = Environment.TickCount64;

    public async Task ServeAsync()
    {
        // Kestrel's one heartbeat looks after all connections: no timer each.
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static self => ((HttpConnection)self).AbortWhenLate(), this);
        try
        {
            while (await ServeOneAsync(connection.Transport.Input, connection.Transport.Output).ConfigureAwait(false)) Volatile.Write(ref _waitsSince, Environment.TickCount64);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // The client left, or the tracker stops.
        }
    }

    // True when the connection stays for another one.
    private async Task<bool> ServeOneAsync(PipeReader input, PipeWriter output)
    {
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
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
        var start = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.Slice(0, Math.Min(bytes.Length, HttpRequest.MaxHeadBytes)).ToArray();
        var status = HttpRequest.TryRead(start, out var request, out length);
        keepsAlive = status == HttpRequestStatus.Complete && request.KeepsAlive;
        if (status == HttpRequestStatus.NeedMoreData) return status;
        _body.ResetWrittenCount();
        var code = status == HttpRequestStatus.Complete ? desk.Answer(request, _asker, _body) : 400;
        if (status == HttpRequestStatus.Bad) length = (int)Math.Min(bytes.Length, HttpRequest.MaxHeadBytes);
        Write(output, code, keepsAlive);
        return status;
    }

    private void Write(PipeWriter output, int code, bool keepsAlive)
    {
        const int MaxHead = 160;
        var room = output.GetSpan(MaxHead + _body.WrittenCount);
        Utf8.TryWrite(
            room, CultureInfo.InvariantCulture,
            $"HTTP/1.1 {code} {Reason(code)}\r\nContent-Type: text/plain\r\nContent-Length: {_body.WrittenCount}\r\nConnection: {(keepsAlive ? "keep-alive" : "close")}\r\n\r\n",
            out var written);
        _body.WrittenSpan.CopyTo(room[written..]);
        output.Advance(written + _body.WrittenCount);
    }

    private void AbortWhenLate()
    {
        if (Environment.TickCount64 - Volatile.Read(ref _waitsSince) > RequestTimeout.TotalMilliseconds) connection.Abort();
    }

    private static string Reason(int code) => code switch
    {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };

    private static byte[] AddressOf(EndPoint? remote)
    {
        var address = (remote as IPEndPoint)?.Address ?? IPAddress.None;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
    }
}
