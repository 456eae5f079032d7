using System.Globalization;
using System.Text;

namespace Shoal.Core.Metainfo;

/// <summary>URLs in torrents and magnets: kept as written, but for what no URL may contain.</summary>
internal static class TorrentUrl
{
    /// <summary>Longest URL kept, in bytes.</summary>
    public const int MaxBytes = 2_048;

    /// <summary>Reads a URL with one of these schemes ("http://"); spaces, controls and what is not ASCII become %XX, as people
    /// forget.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ReadOnlySpan<string> schemes, out string url)
    {
        url = "";
        bytes = bytes.Trim(" \r\n\t"u8);
        if (bytes.Length is 0 or > MaxBytes) return false;
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            if (b is > 0x20 and < 0x7f and not ((byte)'"' or (byte)'<' or (byte)'>')) text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        url = text.ToString();
        if (url.Length > MaxBytes) return false;   // else what was kept and written could not be read again
        foreach (var scheme in schemes)
        {
            if (url.Length > scheme.Length && url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
