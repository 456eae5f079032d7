namespace Shoal.Core.Trackers;

/// <summary>What may follow a UDP announce (BEP 41).</summary>
public static class UdpOptions
{
    private const byte EndOfOptions = 0;
    private const byte NoOperation = 1;
    private const byte UrlData = 2;
    private const int MaxOptionBytes = 255;

    /// <summary>Writes path and query in options of at most 255 bytes; returns the length, 0 when there is nothing or no room.</summary>
    public static int WriteUrlData(Span<byte> destination, ReadOnlySpan<byte> urlData)
    {
        var needed = urlData.Length + 2 * ((urlData.Length + MaxOptionBytes - 1) / MaxOptionBytes);
        if (needed > destination.Length) return 0;
        var written = 0;
        while (!urlData.IsEmpty)
        {
            var part = urlData[..Math.Min(urlData.Length, MaxOptionBytes)];
            destination[written++] = UrlData;
            destination[written++] = (byte)part.Length;
            part.CopyTo(destination[written..]);
            written += part.Length;
            urlData = urlData[part.Length..];
        }

        return written;
    }

    /// <summary>Joins the URL data of all options; unknown options are skipped. False when one is cut or the room is too small.</summary>
    /// <param name="options">What follows the announce.</param>
    /// <param name="destination">Receives path and query.</param>
    /// <param name="written">Bytes of it.</param>
    public static bool TryReadUrlData(ReadOnlySpan<byte> options, Span<byte> destination, out int written)
    {
        written = 0;
        while (!options.IsEmpty && options[0] != EndOfOptions)
        {
            if (options[0] == NoOperation)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options.Length - 2 < options[1]) return false;
            var body = options.Slice(2, options[1]);
            if (options[0] == UrlData)
            {
                if (body.Length > destination.Length - written) return false;
                body.CopyTo(destination[written..]);
                written += body.Length;
            }

            options = options[(2 + body.Length)..];
        }

        return true;
    }
}
