using System.Buffers;
using System.Net;
using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Extensions;

/// <summary>What a side says it can do, and about itself (BEP 10; "upload_only" is BEP 21, "metadata_size" BEP 9). May come again with changes.</summary>
public sealed record ExtensionHandshake
{
    /// <summary>Longest payload read, in bytes: 64 KiB.</summary>
    public const int MaxPayloadBytes = 64 * 1024;

    /// <summary>Most extensions a peer may name.</summary>
    public const int MaxExtensions = 64;

    /// <summary>Longest client name kept, in bytes of UTF-8; the rest is cut.</summary>
    public const int MaxClientNameBytes = 128;

    private const int MaxDepth = 16;

    /// <summary>What it speaks and under which numbers; in an update, only what changed.</summary>
    public ExtensionMap Extensions { get; init; } = ExtensionMap.Empty;

    /// <summary>Name and version of the program ("v"). A stranger's text: escape it where it is shown.</summary>
    public string? ClientName { get; init; }

    /// <summary>TCP port the side listens on ("p"); null when it did not say, or said no port there is.</summary>
    public int? ListenPort { get; init; }

    /// <summary>Requests it queues before it drops some ("reqq"), at least 1; null when it did not say.</summary>
    public int? RequestQueue { get; init; }

    /// <summary>The receiver's address as the sender sees it ("yourip").</summary>
    public IPAddress? YourAddress { get; init; }

    /// <summary>Another address of the sender ("ipv4").</summary>
    public IPAddress? Ipv4 { get; init; }

    /// <summary>Another address of the sender ("ipv6").</summary>
    public IPAddress? Ipv6 { get; init; }

    /// <summary>Length of the info dictionary in bytes, as the sender claims it: any number. Null when it did not say.</summary>
    public long? MetadataBytes { get; init; }

    /// <summary>It downloads nothing more (BEP 21); null when it did not say.</summary>
    public bool? IsUploadOnly { get; init; }

    /// <param name="payload">The payload of an extended message with number 0.</param>
    /// <param name="handshake">What could be understood: values of a wrong kind count as missing.</param>
    /// <returns>False when it is no dictionary, or over a limit.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ExtensionHandshake handshake)
    {
        handshake = null!;
        if (payload.Length > MaxPayloadBytes) return false;
        var reader = new BencodeReader(payload, MaxDepth);
        if (!reader.TryReadDictionary()) return false;
        var read = new ExtensionHandshake();
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("m"u8))
            {
                if (!TryReadExtensions(ref reader, out var extensions)) return false;
                read = read with { Extensions = extensions };
            }
            else
            {
                read = ReadValue(ref reader, key, read);
            }
        }

        if (reader.Error != BencodeError.None) return false;
        handshake = read;
        return true;
    }

    // An extension may be named again (row 17: the last one counts); what is not a number is none.
    private static bool TryReadExtensions(ref BencodeReader reader, out ExtensionMap extensions)
    {
        var numbers = new Dictionary<ExtensionId, byte>();
        extensions = ExtensionMap.Of(numbers);
        if (!reader.TryReadDictionary()) return reader.Error == BencodeError.None;
        for (var count = 0; reader.ReadKey(out var name); count++)
        {
            if (count == MaxExtensions) return false;
            if (!ExtensionNames.TryFind(name, out var id)) continue;
            if (reader.TryReadInteger(out var number) && number is >= 0 and <= byte.MaxValue) numbers[id] = (byte)number;
        }

        return reader.Error == BencodeError.None;
    }

    private static ExtensionHandshake ReadValue(ref BencodeReader reader, ReadOnlySpan<byte> key, ExtensionHandshake read)
    {
        long number;
        ReadOnlySpan<byte> bytes;
        return key switch
        {
            _ when key.SequenceEqual("v"u8) && reader.TryReadString(out bytes) => read with { ClientName = ClientNameOf(bytes) },
            _ when key.SequenceEqual("p"u8) && reader.TryReadInteger(out number) =>
                read with { ListenPort = number is > 0 and <= ushort.MaxValue ? (int)number : null },
            _ when key.SequenceEqual("reqq"u8) && reader.TryReadInteger(out number) =>
                read with { RequestQueue = number is > 0 and <= int.MaxValue ? (int)number : null },
            _ when key.SequenceEqual("metadata_size"u8) && reader.TryReadInteger(out number) => read with { MetadataBytes = number },
            _ when key.SequenceEqual("upload_only"u8) && reader.TryReadInteger(out number) => read with { IsUploadOnly = number != 0 },
            _ when key.SequenceEqual("yourip"u8) && reader.TryReadString(out bytes) => read with { YourAddress = AddressOf(bytes) },
            _ when key.SequenceEqual("ipv4"u8) && reader.TryReadString(out bytes) => read with { Ipv4 = bytes.Length == 4 ? AddressOf(bytes) : null },
            _ when key.SequenceEqual("ipv6"u8) && reader.TryReadString(out bytes) => read with { Ipv6 = Ipv6Of(bytes) },
            _ => read,
        };
    }

    private static string ClientNameOf(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxClientNameBytes)]);

    // An IPv4 address in the clothes of IPv6 is an IPv4 address.
    private static IPAddress? AddressOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (4 or 16)) return null;
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static IPAddress? Ipv6Of(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 16 && AddressOf(bytes) is { } address && address.GetAddressBytes().Length == 16 ? address : null;

    /// <summary>The payload of an extended message with number 0.</summary>
    public byte[] ToPayload()
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        WriteAddress(writer, "ipv4"u8, Ipv4);
        WriteAddress(writer, "ipv6"u8, Ipv6);
        writer.WriteKey("m"u8);
        WriteExtensions(writer);
        if (MetadataBytes is { } metadataBytes) writer.WriteInteger("metadata_size"u8, metadataBytes);
        if (ListenPort is { } port) writer.WriteInteger("p"u8, port);
        if (RequestQueue is { } requests) writer.WriteInteger("reqq"u8, requests);
        if (IsUploadOnly is { } isUploadOnly) writer.WriteInteger("upload_only"u8, isUploadOnly ? 1 : 0);
        if (ClientName is { } name) writer.WriteText("v"u8, name);
        WriteAddress(writer, "yourip"u8, YourAddress);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    private void WriteExtensions(BencodeWriter writer)
    {
        writer.WriteStartDictionary();
        foreach (var id in ExtensionNames.Sorted)
            if (Extensions.Names(id)) writer.WriteInteger(ExtensionNames.Of(id), Extensions[id]);
        writer.WriteEnd();
    }

    private static void WriteAddress(BencodeWriter writer, ReadOnlySpan<byte> key, IPAddress? address)
    {
        if (address is null) return;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        writer.WriteString(key, address.IsIPv4MappedToIPv6 ? bytes[12..16] : bytes[..length]);
    }
}
