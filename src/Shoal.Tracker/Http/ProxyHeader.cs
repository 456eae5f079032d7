using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;

namespace Shoal.Tracker;

/// <summary>The PROXY protocol, versions 1 and 2 (haproxy.org, proxy-protocol.txt): what a proxy says before the first byte of its client.</summary>
internal static class ProxyHeader
{
    /// <summary>Longest header of version 2 that is read: addresses and some extensions.</summary>
    public const int MaxBytes = 1_024;

    private const int MaxLineBytes = 107;
    private const int FixedBytes = 16;
    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads a header if there is one.</summary>
    /// <param name="bytes">The start of the connection.</param>
    /// <param name="length">Bytes of the header; 0 when there is none.</param>
    /// <param name="client">Whom it names; null when it names nobody (the proxy speaks for itself).</param>
    public static HttpRequestStatus TryRead(ReadOnlySpan<byte> bytes, out int length, out byte[]? client)
    {
        (length, client) = (0, null);
        if (StartsLike(bytes, Signature)) return bytes.Length < FixedBytes ? HttpRequestStatus.NeedMoreData : ReadBinary(bytes, out length, out client);
        if (StartsLike(bytes, "PROXY "u8)) return ReadLine(bytes, out length, out client);
        return HttpRequestStatus.Complete;
    }

    private static bool StartsLike(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> start) =>
        !bytes.IsEmpty && bytes[..Math.Min(bytes.Length, start.Length)].SequenceEqual(start[..Math.Min(bytes.Length, start.Length)]);

    // signature (12) | version, command (1) | family, transport (1) | length (2) | addresses, ports, extensions
    private static HttpRequestStatus ReadBinary(ReadOnlySpan<byte> bytes, out int length, out byte[]? client)
    {
        client = null;
        length = FixedBytes + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (bytes[12] >> 4 != 2 || length > MaxBytes) return HttpRequestStatus.Bad;
        if (bytes.Length < length) return HttpRequestStatus.NeedMoreData;
        var isProxied = (bytes[12] & 0xF) == 1;
        var size = (bytes[13] >> 4) switch { 1 => 4, 2 => 16, _ => 0 };
        if (!isProxied || size == 0) return HttpRequestStatus.Complete;
        if (length < FixedBytes + (2 * size) + 4) return HttpRequestStatus.Bad;
        client = ClientAddress.Plain(new IPAddress(bytes.Slice(FixedBytes, size)));
        return HttpRequestStatus.Complete;
    }

    // "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"
    private static HttpRequestStatus ReadLine(ReadOnlySpan<byte> bytes, out int length, out byte[]? client)
    {
        client = null;
        length = bytes[..Math.Min(bytes.Length, MaxLineBytes)].IndexOf("\r\n"u8) + 2;
        if (length < 2) return bytes.Length >= MaxLineBytes ? HttpRequestStatus.Bad : HttpRequestStatus.NeedMoreData;
        var line = bytes[..(length - 2)];
        Span<Range> parts = stackalloc Range[7];
        var count = 0;
        foreach (var part in line.Split((byte)' '))
        {
            if (count == parts.Length) return HttpRequestStatus.Bad;
            parts[count++] = part;
        }

        if (count < 2) return HttpRequestStatus.Bad;
        if (line[parts[1]].SequenceEqual("UNKNOWN"u8)) return HttpRequestStatus.Complete;
        if (count != 6 || !Utf8Parser.TryParse(line[parts[4]], out ushort _, out _)) return HttpRequestStatus.Bad;
        if (!IPAddress.TryParse(line[parts[2]], out var address)) return HttpRequestStatus.Bad;
        client = ClientAddress.Plain(address);
        return HttpRequestStatus.Complete;
    }
}
