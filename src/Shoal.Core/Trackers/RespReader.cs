using System.Buffers.Text;

namespace Shoal.Core.Trackers;

/// <summary>Reads what a Redis-protocol server says (RESP2): lines, numbers, strings, and lists of strings. Never throws, does not recurse.</summary>
public static class RespReader
{
    /// <summary>Longest string, in bytes.</summary>
    public const int MaxStringBytes = 16 << 20;

    /// <summary>Most items of a list.</summary>
    public const int MaxItems = 10_000;

    /// <summary>Longest line, in bytes.</summary>
    public const int MaxLineBytes = 4_096;

    /// <param name="bytes">From the start of a reply.</param>
    /// <param name="reply">What it says; null while it is not whole.</param>
    /// <param name="length">Bytes of it.</param>
    /// <returns>False when this is no reply, or one beyond the limits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RespReply? reply, out int length)
    {
        (reply, length) = (null, 0);
        if (bytes.IsEmpty) return true;
        if (!TryReadLine(bytes, 0, out var line, out var at)) return false;
        if (at == 0) return true;
        var kind = (char)bytes[0];
        switch (kind)
        {
            case '+' or '-':
                (reply, length) = (new RespReply(kind, line.ToArray(), 0, []), at);
                return true;
            case ':':
                if (!TryReadNumber(line, out var number)) return false;
                (reply, length) = (new RespReply(kind, [], number, []), at);
                return true;
            case '$':
                if (!TryReadString(bytes, line, ref at, out var text)) return false;
                if (text is not null) (reply, length) = (new RespReply(kind, text, 0, []), at);
                return true;
            case '*':
                return TryReadList(bytes, line, at, out reply, out length);
            default:
                return false;
        }
    }

    private static bool TryReadList(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> line, int at, out RespReply? reply, out int length)
    {
        (reply, length) = (null, 0);
        if (!TryReadNumber(line, out var count) || count is < -1 or > MaxItems) return false;
        var items = new List<byte[]>();
        for (var i = 0; i < count; i++)
        {
            if (at == bytes.Length) return true;
            var kind = bytes[at];
            if (!TryReadLine(bytes, at, out line, out var next)) return false;
            if (next == 0) return true;
            at = next;
            if (kind is (byte)'+' or (byte)'-' or (byte)':') items.Add([]);
            else if (kind != (byte)'$' || !TryReadString(bytes, line, ref at, out var text)) return false;
            else if (text is null) return true;
            else items.Add(text);
        }

        (reply, length) = (new RespReply('*', [], 0, items), at);
        return true;
    }

    // Null while it is not whole.
    private static bool TryReadString(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> line, ref int at, out byte[]? text)
    {
        text = null;
        if (!TryReadNumber(line, out var size) || size is < -1 or > MaxStringBytes) return false;
        if (size == -1)
        {
            text = [];
            return true;
        }

        var end = at + (int)size;
        if (bytes.Length < end + 2) return true;
        if (!bytes.Slice(end, 2).SequenceEqual("\r\n"u8)) return false;
        text = bytes.Slice(at, (int)size).ToArray();
        at = end + 2;
        return true;
    }

    // What stands between the kind and the line's end; "next" is 0 while the line is not whole.
    private static bool TryReadLine(ReadOnlySpan<byte> bytes, int at, out ReadOnlySpan<byte> line, out int next)
    {
        line = default;
        next = 0;
        var rest = bytes[at..];
        var end = rest[..Math.Min(rest.Length, MaxLineBytes)].IndexOf("\r\n"u8);
        if (end < 0) return rest.Length < MaxLineBytes;
        if (end == 0) return false;
        line = rest[1..end];
        next = at + end + 2;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> line, out long number) =>
        Utf8Parser.TryParse(line, out number, out var used) && used == line.Length;
}
