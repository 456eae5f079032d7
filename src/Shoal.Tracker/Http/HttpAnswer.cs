using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Shoal.Tracker;

/// <summary>The head of an answer; its body is written apart.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="MoreHeaders">Whole lines, each ended by CR LF; empty for none.</param>
internal readonly record struct HttpAnswer(int Status, string ContentType = "text/plain", string MoreHeaders = "")
{
    /// <summary>Room for any head, in bytes.</summary>
    public const int HeadMax = 1_024;

    public string Reason => Status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Internal Server Error",
    };

    /// <summary>Writes head and body.</summary>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> body, bool keepsAlive)
    {
        var room = output.GetSpan(HeadMax + body.Length);
        Utf8.TryWrite(
            room, CultureInfo.InvariantCulture,
            $"HTTP/1.1 {Status} {Reason}\r\nContent-Type: {ContentType}\r\n{MoreHeaders}Content-Length: {body.Length}\r\nConnection: {(keepsAlive ? "keep-alive" : "close")}\r\n\r\n",
            out var written);
        body.CopyTo(room[written..]);
        output.Advance(written + body.Length);
    }
}
