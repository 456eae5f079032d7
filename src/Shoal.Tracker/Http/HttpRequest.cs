using System.Text;

namespace Shoal.Tracker;

/// <summary>The little of HTTP/1.1 that an announce needs (RFC 9112): a GET, its raw target, and whether the connection stays.</summary>
/// <remarks>
/// Our own, since strict servers refuse clients that are out there: libtorrent 2.0 sends "Host: ::1:6969" to an IPv6 tracker. Headers
/// but the few below are not looked at.
/// </remarks>
internal readonly ref struct HttpRequest
{
    /// <summary>Longest request line and headers together: the longest query and as much again.</summary>
    public const int MaxHeadBytes = 16 * 1024;

    public ReadOnlySpan<byte> Method { get; private init; }
    public bool IsGet => Method.SequenceEqual("GET"u8);
    public ReadOnlySpan<byte> Path { get; private init; }

    /// <summary>Still percent-encoded; without the "?".</summary>
    public ReadOnlySpan<byte> Query { get; private init; }

    /// <summary>Lines of names and values, each ended by CR LF.</summary>
    public ReadOnlySpan<byte> Headers { get; private init; }

    /// <summary>Another request may follow. Never after one with a body: it is not read.</summary>
    public bool KeepsAlive { get; private init; }

    /// <param name="bytes">From the start of a request.</param>
    /// <param name="request">Points into <paramref name="bytes"/>.</param>
    /// <param name="length">Bytes of the head.</param>
    public static HttpRequestStatus TryRead(ReadOnlySpan<byte> bytes, out HttpRequest request, out int length)
    {
        request = default;
        length = bytes[..Math.Min(bytes.Length, MaxHeadBytes)].IndexOf("\r\n\r\n"u8) + 4;
        if (length < 4) return bytes.Length >= MaxHeadBytes ? HttpRequestStatus.Bad : HttpRequestStatus.NeedMoreData;

        var head = bytes[..(length - 2)];
        var line = TakeLine(ref head);
        var method = line.IndexOf((byte)' ');
        var version = line.LastIndexOf((byte)' ');
        if (method <= 0 || version <= method || !line[(version + 1)..].StartsWith("HTTP/1."u8)) return HttpRequestStatus.Bad;
        var target = line[(method + 1)..version];
        var mark = target.IndexOf((byte)'?');
        request = new HttpRequest
        {
            Method = line[..method],
            Headers = head,
            Path = mark < 0 ? target : target[..mark],
            Query = mark < 0 ? default : target[(mark + 1)..],
            KeepsAlive = StaysOpen(head, isByDefault: line[^1] != (byte)'0'),
        };
        return HttpRequestStatus.Complete;
    }

    /// <summary>The value of a header; of doubles the last. Empty when there is none.</summary>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> value = default;
        for (var rest = Headers; !rest.IsEmpty;)
        {
            var line = TakeLine(ref rest);
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && Ascii.EqualsIgnoreCase(line[..colon], name)) value = line[(colon + 1)..].Trim((byte)' ');
        }

        return value;
    }

    private static bool StaysOpen(ReadOnlySpan<byte> headers, bool isByDefault)
    {
        var staysOpen = isByDefault;
        while (!headers.IsEmpty)
        {
            var line = TakeLine(ref headers);
            var colon = line.IndexOf((byte)':');
            if (colon < 0) continue;
            var name = line[..colon];
            if (Ascii.EqualsIgnoreCase(name, "connection"u8))
            {
                var value = line[(colon + 1)..].Trim((byte)' ');
                if (Ascii.EqualsIgnoreCase(value, "close"u8)) staysOpen = false;
                else if (Ascii.EqualsIgnoreCase(value, "keep-alive"u8)) staysOpen = true;
            }
            else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8)
                || (Ascii.EqualsIgnoreCase(name, "content-length"u8) && !line[(colon + 1)..].Trim((byte)' ').SequenceEqual("0"u8)))
            {
                return false;
            }
        }

        return staysOpen;
    }

    private static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf("\r\n"u8);
        var line = text[..end];
        text = text[(end + 2)..];
        return line;
    }
}
