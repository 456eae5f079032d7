using System.Buffers.Binary;
using System.Numerics;
using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>A point of the 160-bit space in which nodes, torrents and items lie (BEP 5).</summary>
/// <remarks>Equal as a value; which of two ids is nearer to a third is asked with <see cref="IsCloser"/>.</remarks>
public readonly record struct NodeId
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = 20;
    public const int Bits = Size * 8;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is not exactly 20 bytes.</exception>
    public NodeId(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    internal NodeId(ulong high, ulong middle, uint low) => (_high, _middle, _low) = (high, middle, low);

    /// <summary>Where a torrent lies: its info-hash.</summary>
    public static NodeId Of(InfoHash hash)
    {
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        hash.CopyTo(bytes);
        return new NodeId(bytes);
    }

    public InfoHash ToInfoHash()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return new InfoHash(bytes);
    }

    /// <summary>Writes the 20 bytes in wire order.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>Bits at the front that two ids have in common; 160 when they are the same.</summary>
    public int CommonBits(NodeId other)
    {
        if (_high != other._high) return BitOperations.LeadingZeroCount(_high ^ other._high);
        if (_middle != other._middle) return 64 + BitOperations.LeadingZeroCount(_middle ^ other._middle);
        return 128 + BitOperations.LeadingZeroCount(_low ^ other._low);
    }

    /// <summary>True when <paramref name="a"/> is nearer to this than <paramref name="b"/> by the XOR metric.</summary>
    public bool IsCloser(NodeId a, NodeId b)
    {
        var (one, two) = (a._high ^ _high, b._high ^ _high);
        if (one != two) return one < two;
        (one, two) = (a._middle ^ _middle, b._middle ^ _middle);
        if (one != two) return one < two;
        return (a._low ^ _low) < (b._low ^ _low);
    }

    /// <summary>An id that shares exactly the first <paramref name="bits"/> bits with this one; the rest is as <paramref name="noise"/> has it.</summary>
    /// <param name="bits">0 to 159.</param>
    public NodeId Cousin(int bits, NodeId noise)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bits, (uint)Bits, nameof(bits));
        var keep = Mask(bits);
        var flip = Mask(bits + 1) ^ keep;
        var rest = (~(keep.High | flip.High), ~(keep.Middle | flip.Middle), ~(keep.Low | flip.Low));
        return new NodeId(
            (_high & keep.High) | (~_high & flip.High) | (noise._high & rest.Item1),
            (_middle & keep.Middle) | (~_middle & flip.Middle) | (noise._middle & rest.Item2),
            (_low & keep.Low) | (~_low & flip.Low) | (noise._low & rest.Item3));
    }

    public override string ToString() => $"{_high:x16}{_middle:x16}{_low:x8}";

    // The first bits set, the others clear.
    private static Words Mask(int bits) => new(
        bits >= 64 ? ulong.MaxValue : ~(ulong.MaxValue >> bits),
        bits >= 128 ? ulong.MaxValue : bits <= 64 ? 0 : ~(ulong.MaxValue >> (bits - 64)),
        bits >= 160 ? uint.MaxValue : bits <= 128 ? 0 : ~(uint.MaxValue >> (bits - 128)));

    private readonly record struct Words(ulong High, ulong Middle, uint Low)
    {
        public static Words operator ^(Words a, Words b) => new(a.High ^ b.High, a.Middle ^ b.Middle, a.Low ^ b.Low);
    }
}
