using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Shoal.Core.Primitives;

/// <summary>The 20 bytes that name a swarm on every wire: a SHA-1 (BEP 3) or a cut SHA-256 (BEP 52).</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(uint))]   // 20 bytes in memory too
public readonly record struct InfoHash
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = 20;

    // Two ulongs and a uint, not byte[]: a value with no heap object, whose record equality is free.
    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is not exactly 20 bytes.</exception>
    public InfoHash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>Writes the 20 bytes in wire order.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>A number that nobody without the key can aim, for tables that strangers fill.</summary>
    public uint KeyedHash(ulong key)
    {
        var high = Math.BigMul(_high ^ key, _middle ^ ~key, out var low);
        high = Math.BigMul(high ^ low ^ _low, key | 1, out low);
        high = Math.BigMul(high ^ low ^ 0x9E3779B97F4A7C15, (key >> 32) | (key << 32) | 1, out low);
        return (uint)((high ^ low) >> 16);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads 40 hex digits of any case.</summary>
    public static bool TryParseHex([NotNullWhen(true)] string? text, out InfoHash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = text?.Length == Size * 2
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = parsed ? new InfoHash(bytes) : default;
        return parsed;
    }

    /// <summary>Lower-case hex, the form used in magnet links (BEP 9).</summary>
    public override string ToString() => $"{_high:x16}{_middle:x16}{_low:x8}";
}
