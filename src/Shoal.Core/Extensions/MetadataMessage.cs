using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Extensions;

/// <summary>A ut_metadata message (BEP 9): asks for, gives or refuses one block of the info dictionary. Points into the buffer it was read from.</summary>
public readonly ref struct MetadataMessage
{
    /// <summary>Bytes of every block but the last: 16 KiB.</summary>
    public const int BlockSize = 16 * 1024;

    /// <summary>Longest payload read, in bytes: a block and room for what else the dictionary may hold.</summary>
    public const int MaxPayloadBytes = BlockSize + 1024;

    private const int MaxDepth = 16;

    private MetadataMessage(MetadataMessageKind kind, int piece, long totalBytes, ReadOnlySpan<byte> data)
    {
        (Kind, Piece, TotalBytes) = (kind, piece, totalBytes);
        Data = data;
    }

    public MetadataMessageKind Kind { get; }

    /// <summary>Which block, from 0 ("piece" in the BEP, though it is no piece of the torrent).</summary>
    public int Piece { get; }

    /// <summary>For <see cref="MetadataMessageKind.Data"/>: length of the whole info dictionary as the sender claims it, any number; else 0.</summary>
    public long TotalBytes { get; }

    /// <summary>For <see cref="MetadataMessageKind.Data"/>: the block, which follows the dictionary; at most <see cref="BlockSize"/> bytes.</summary>
    public ReadOnlySpan<byte> Data { get; }

    public static MetadataMessage Request(int piece) => new(MetadataMessageKind.Request, piece, 0, default);
    public static MetadataMessage Reject(int piece) => new(MetadataMessageKind.Reject, piece, 0, default);

    public static MetadataMessage OfData(int piece, long totalBytes, ReadOnlySpan<byte> data) =>
        new(MetadataMessageKind.Data, piece, totalBytes, data);

    /// <returns>False when the dictionary is damaged or lacks what its kind needs, or the block is too long.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out MetadataMessage message)
    {
        message = default;
        if (payload.Length > MaxPayloadBytes) return false;
        var reader = new BencodeReader(payload, MaxDepth);
        if (!reader.TryReadDictionary()) return false;
        long? kind = null, piece = null;
        long totalBytes = 0;
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("msg_type"u8)) kind = reader.TryReadInteger(out var number) ? number : kind;
            else if (key.SequenceEqual("piece"u8)) piece = reader.TryReadInteger(out var number) ? number : piece;
            else if (key.SequenceEqual("total_size"u8)) reader.TryReadInteger(out totalBytes);
        }

        if (reader.Error != BencodeError.None || kind is null || piece is not (>= 0 and <= int.MaxValue)) return false;
        var known = kind is >= 0 and <= 2 ? (MetadataMessageKind)kind : MetadataMessageKind.Unknown;
        var isData = known == MetadataMessageKind.Data;
        var data = isData ? payload[reader.Position..] : default;
        if (data.Length > BlockSize) return false;
        message = new(known, (int)piece, isData ? totalBytes : 0, data);
        return true;
    }

    /// <summary>The payload of an extended message under the peer's number for ut_metadata.</summary>
    public byte[] ToPayload()
    {
        var output = new ArrayBufferWriter<byte>(64 + Data.Length);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("msg_type"u8, (byte)Kind);
        writer.WriteInteger("piece"u8, Piece);
        if (Kind == MetadataMessageKind.Data) writer.WriteInteger("total_size"u8, TotalBytes);
        writer.WriteEnd();
        output.Write(Data);
        return output.WrittenSpan.ToArray();
    }
}
