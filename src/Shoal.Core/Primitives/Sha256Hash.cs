using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Shoal.Core.Primitives;

/// <summary>A SHA-256 digest: a v2 info-hash, a file root or a node of a Merkle tree (BEP 52).</summary>
public readonly record struct Sha256Hash
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is not exactly 32 bytes.</exception>
    public Sha256Hash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Writes the 32 bytes in wire order.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The first 20 bytes: how a v2 swarm is named where only 20 fit (BEP 52).</summary>
    public InfoHash Truncated
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            CopyTo(bytes);
            return new InfoHash(bytes[..InfoHash.Size]);
        }
    }

    /// <summary>Reads 64 hex digits of any case.</summary>
    public static bool TryParseHex([NotNullWhen(true)] string? text, out Sha256Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = text?.Length == Size * 2
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = parsed ? new Sha256Hash(bytes) : default;
        return parsed;
    }

    /// <summary>Lower-case hex.</summary>
    public override string ToString() => $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}";
}
