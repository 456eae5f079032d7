using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.LocalDiscovery;

/// <summary>"I am in these swarms and listen on this port", said to everybody on the local network (BEP 14).</summary>
/*  BT-SEARCH * HTTP/1.1\r\n
    Host: 239.192.152.143:6771\r\n
    Port: 6881\r\n
    Infohash: 40 hex digits\r\n        (any number of these)
    cookie: anything\r\n               (lets the sender know its own messages)
    \r\n\r\n                                                                    */
public sealed record SearchMessage
{
    /// <summary>Longest message written, in bytes: one datagram on any network (BEP 14).</summary>
    public const int MaxWrittenBytes = 1_400;

    /// <summary>Longest message read, in bytes.</summary>
    public const int MaxReadBytes = 2_048;

    /// <summary>Most info-hashes written; as many as fit <see cref="MaxWrittenBytes"/> with the longest cookie.</summary>
    public const int MaxWrittenInfoHashes = 24;

    /// <summary>Most info-hashes read; the rest is ignored.</summary>
    public const int MaxReadInfoHashes = 40;

    /// <summary>Most header lines read.</summary>
    public const int MaxHeaders = 64;

    /// <summary>Longest cookie, in bytes.</summary>
    public const int MaxCookieBytes = 64;

    private const int HexSize = 2 * InfoHash.Size;

    /// <summary>Where the sender can be dialled, TCP; 1 to 65,535.</summary>
    public required int Port { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<InfoHash> InfoHashes { get; init; }

    /// <summary>Printable ASCII; empty when there is none.</summary>
    public string Cookie { get; init; } = "";

    private static ReadOnlySpan<byte> RequestLine => "BT-SEARCH * HTTP/1.1\r\n"u8;

    /// <summary>Reads a datagram. Headers that are not known, and info-hashes of another length, are skipped.</summary>
    /// <returns>False when it is no such message, over a limit, or names no port or no info-hash.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out SearchMessage message)
    {
        message = null!;
        if (datagram.Length > MaxReadBytes || !datagram.StartsWith(RequestLine)) return false;
        var rest = datagram[RequestLine.Length..];
        var (port, cookie, hashes) = (0, "", new List<InfoHash>());
        for (var headers = 0; headers <= MaxHeaders; headers++)
        {
            var end = rest.IndexOf("\r\n"u8);
            if (end < 0) return false;
            if (end == 0)
            {
                message = new SearchMessage { Port = port, InfoHashes = hashes, Cookie = cookie };
                return port != 0 && hashes.Count > 0;
            }

            if (!TryReadHeader(rest[..end], ref port, ref cookie, hashes)) return false;
            rest = rest[(end + 2)..];
        }

        return false;
    }

    /// <summary>The datagram.</summary>
    /// <param name="group">The address and port it is sent to, as the Host header spells them.</param>
    public byte[] ToDatagram(string group)
    {
        var text = new StringBuilder(MaxWrittenBytes);
        text.Append(Encoding.ASCII.GetString(RequestLine)).Append("Host: ").Append(group);
        text.Append("\r\nPort: ").Append(Port.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        foreach (var hash in InfoHashes.Take(MaxWrittenInfoHashes)) text.Append("Infohash: ").Append(hash.ToString()).Append("\r\n");
        if (Cookie.Length > 0) text.Append("cookie: ").Append(Cookie).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n\r\n").ToString());
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> line, ref int port, ref string cookie, List<InfoHash> hashes)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0) return false;
        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(name, "Port"u8)) return port == 0 && TryReadPort(value, out port);
        if (Ascii.EqualsIgnoreCase(name, "cookie"u8)) return TryReadCookie(value, out cookie);
        if (Ascii.EqualsIgnoreCase(name, "Infohash"u8)) Add(value, hashes);
        return true;
    }

    private static bool TryReadPort(ReadOnlySpan<byte> value, out int port) =>
        Utf8Parser.TryParse(value, out port, out var used) && used == value.Length && char.IsAsciiDigit((char)value[0]) && port is > 0 and <= ushort.MaxValue;

    private static bool TryReadCookie(ReadOnlySpan<byte> value, out string cookie)
    {
        var isPrintable = value.Length <= MaxCookieBytes && value.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;
        cookie = isPrintable ? Encoding.ASCII.GetString(value) : "";
        return isPrintable;
    }

    private static void Add(ReadOnlySpan<byte> hex, List<InfoHash> hashes)
    {
        if (hex.Length != HexSize || hashes.Count == MaxReadInfoHashes) return;
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        if (Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done) hashes.Add(new InfoHash(bytes));
    }
}
