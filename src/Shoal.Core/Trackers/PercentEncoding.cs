using System.Text;

namespace Shoal.Core.Trackers;

/// <summary>Bytes in a query (RFC 3986): info-hashes and peer ids are binary, not text.</summary>
internal static class PercentEncoding
{
    private const string Hex = "0123456789ABCDEF";

    /// <summary>Appends unreserved characters as they are and every other byte as %XX.</summary>
    public static void Append(StringBuilder query, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~') query.Append((char)b);
            else query.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }
    }

    /// <summary>Decodes into <paramref name="destination"/>; false when it does not fit or a % has no two digits.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (written == destination.Length) return false;
            var b = text[i];
            if (b == (byte)'%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2])) return false;
                b = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else if (b == (byte)'+')
            {
                b = (byte)' ';   // HTML forms write it so, and some old clients with them
            }

            destination[written++] = b;
        }

        return true;
    }

    private static int Digit(byte hex) => hex <= (byte)'9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
