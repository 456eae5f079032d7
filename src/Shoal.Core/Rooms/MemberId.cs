using System.Buffers.Binary;

namespace Shoal.Core.Rooms;

/// <summary>Tells one stay of a program in a room from all others: 16 random bytes, made when it joins.</summary>
public readonly record struct MemberId : IComparable<MemberId>
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = 16;

    private readonly ulong _high, _low;

    /// <exception cref="ArgumentOutOfRangeException">Not 16 bytes.</exception>
    public MemberId(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), _low);
        return bytes;
    }

    public int CompareTo(MemberId other) => _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);

    public static bool operator <(MemberId left, MemberId right) => left.CompareTo(right) < 0;
    public static bool operator >(MemberId left, MemberId right) => left.CompareTo(right) > 0;
    public static bool operator <=(MemberId left, MemberId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(MemberId left, MemberId right) => left.CompareTo(right) >= 0;

    /// <summary>Lower-case hex.</summary>
    public override string ToString() => $"{_high:x16}{_low:x16}";
}
