using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Shoal.Core.Primitives;

namespace Shoal.Engine.State;

/// <summary>What a journal record is about.</summary>
internal enum JournalRecordType : byte
{
    /// <summary>The state of a torrent; the last one counts.</summary>
    Saved = 1,

    /// <summary>The torrent was removed; records before it are dead.</summary>
    Removed = 2,
}

/// <summary>The frame around one state in the journal.</summary>
/*  +------------+-------------+-------------+----------+----------------+-----------+
    | mark (32)  | length (32) | CRC32C (32) | type (8) | info-hash (160)| payload   |   little-endian
    +------------+-------------+-------------+----------+----------------+-----------+
    length counts type, info-hash and payload; the CRC covers the length and them.  */
internal static class JournalRecord
{
    /// <summary>Starts every record, so that those after a damaged one are found again.</summary>
    public const uint Mark = 0xa7_52_4c_53;

    /// <summary>Bytes before the payload.</summary>
    public const int HeadBytes = 4 + 4 + 4 + 1 + InfoHash.Size;

    /// <summary>Longest payload, in bytes.</summary>
    public const int MaxPayloadBytes = ResumeCodec.MaxBytes;

    private const int BodyAt = 12;
    private const int MinLength = 1 + InfoHash.Size;

    /// <summary>Fills in the head of a record whose payload is in its place already.</summary>
    public static void Seal(Span<byte> record, JournalRecordType type, InfoHash infoHash)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], record.Length - BodyAt);
        record[BodyAt] = (byte)type;
        infoHash.CopyTo(record[(BodyAt + 1)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Crc(record));
    }

    /// <summary>Reads the record that starts here; false when none does, or it is cut or damaged.</summary>
    /// <param name="bytes">The journal from here to its end.</param>
    /// <param name="type">May be one that this version does not know.</param>
    /// <param name="infoHash">Whose state.</param>
    /// <param name="length">Bytes of the whole record.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out JournalRecordType type, out InfoHash infoHash, out int length)
    {
        (type, infoHash, length) = (default, default, 0);
        if (!StartsPlausibly(bytes, out length) || length > bytes.Length) return false;
        var record = bytes[..length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[8..]) != Crc(record)) return false;
        (type, infoHash) = ((JournalRecordType)record[BodyAt], new InfoHash(record.Slice(BodyAt + 1, InfoHash.Size)));
        return true;
    }

    /// <summary>A mark and a length that could be; the record may reach past the end.</summary>
    public static bool StartsPlausibly(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < HeadBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark) return false;
        var body = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (body is < MinLength or > MinLength + MaxPayloadBytes) return false;
        length = BodyAt + body;
        return true;
    }

    private static uint Crc(ReadOnlySpan<byte> record)
    {
        var crc = BitOperations.Crc32C(~0u, BinaryPrimitives.ReadUInt32LittleEndian(record[4..]));
        var body = record[BodyAt..];
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var b in body[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
