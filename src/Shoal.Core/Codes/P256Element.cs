using System.Buffers.Binary;

namespace Shoal.Core.Codes;

/// <summary>A number modulo the prime of NIST P-256, for mapping a secret to a point. Takes the same steps whatever its value is.</summary>
/// <remarks>
/// In Montgomery's form, four limbs, the lowest first. Only what RFC 9380 needs: the curve's points are multiplied by the platform.
/// No branch and no index depends on a value; exponents are constants of the curve.
/// </remarks>
internal readonly struct P256Element
{
    public const int Size = 32;

    // p = 2^256 - 2^224 + 2^192 + 2^96 - 1. Its lowest limb is -1, so Montgomery's factor is the limb itself.
    private const ulong P0 = ulong.MaxValue, P1 = 0x0000_0000_FFFF_FFFF, P2 = 0, P3 = 0xFFFF_FFFF_0000_0001;

    private readonly ulong _0, _1, _2, _3;

    private P256Element(ulong a0, ulong a1, ulong a2, ulong a3) => (_0, _1, _2, _3) = (a0, a1, a2, a3);

    public static P256Element Zero => default;

    /// <summary>2^256 mod p: one, in this form.</summary>
    public static P256Element One { get; } = new(1, 0xFFFF_FFFF_0000_0000, ulong.MaxValue, 0x0000_0000_FFFF_FFFE);

    // 2^512 mod p, which brings numbers into the form.
    private static P256Element Square512 { get; } = new(3, 0xFFFF_FFFB_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, 0x0000_0004_FFFF_FFFD);

    public static P256Element Of(uint small) => new P256Element(small, 0, 0, 0) * Square512;

    /// <summary>Reads 32 bytes, highest first; false when the number is not below the prime.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out P256Element value)
    {
        var raw = ReadRaw(bytes);
        value = raw * Square512;
        return Below(raw) != 0;
    }

    /// <summary>The remainder of 48 bytes, highest first (OS2IP and mod p of RFC 9380).</summary>
    public static P256Element Reduce48(ReadOnlySpan<byte> bytes)
    {
        var high = new P256Element(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes), 0, 0);
        // Multiplying by 2^512 in the form is multiplying by 2^256 outside of it: just where the high part belongs.
        return high * Square512 * Square512 + Reduce(ReadRaw(bytes[16..48]), 0) * Square512;
    }

    public void Write(Span<byte> destination)
    {
        var plain = this * new P256Element(1, 0, 0, 0);
        BinaryPrimitives.WriteUInt64BigEndian(destination, plain._3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], plain._2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], plain._1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], plain._0);
    }

    public static P256Element operator +(in P256Element a, in P256Element b)
    {
        var sum = (UInt128)a._0 + b._0;
        var r0 = (ulong)sum;
        sum = (UInt128)a._1 + b._1 + (sum >> 64);
        var r1 = (ulong)sum;
        sum = (UInt128)a._2 + b._2 + (sum >> 64);
        var r2 = (ulong)sum;
        sum = (UInt128)a._3 + b._3 + (sum >> 64);
        return Reduce(new P256Element(r0, r1, r2, (ulong)sum), (ulong)(sum >> 64));
    }

    public static P256Element operator -(in P256Element a) => Reduce(Difference(new P256Element(P0, P1, P2, P3), a, out _), 0);

    public static P256Element operator -(in P256Element a, in P256Element b) => a + -b;

    /// <summary>Montgomery's product, row by row.</summary>
    public static P256Element operator *(in P256Element a, in P256Element b)
    {
        Span<ulong> t = stackalloc ulong[6];
        ReadOnlySpan<ulong> left = [a._0, a._1, a._2, a._3], right = [b._0, b._1, b._2, b._3], prime = [P0, P1, P2, P3];
        foreach (var limb in right)
        {
            AddRow(t, left, limb);
            AddRow(t, prime, t[0]);   // makes the lowest limb zero
            t[1..].CopyTo(t);
            t[5] = 0;
        }

        return Reduce(new P256Element(t[0], t[1], t[2], t[3]), t[4]);
    }

    /// <summary>A power whose exponent is no secret, highest bit first.</summary>
    public P256Element Power(ReadOnlySpan<ulong> exponentHighFirst)
    {
        var result = One;
        foreach (var limb in exponentHighFirst)
        {
            for (var bit = 63; bit >= 0; bit--)
            {
                result *= result;
                if (((limb >> bit) & 1) != 0) result *= this;
            }
        }

        return result;
    }

    /// <summary>1 / this; 0 of 0. By Fermat: the power p - 2.</summary>
    public P256Element Inverse() => Power([P3, P2, P1, P0 - 2]);

    /// <summary>All ones when equal, else 0.</summary>
    public ulong EqualsMask(in P256Element other)
    {
        var differs = (_0 ^ other._0) | (_1 ^ other._1) | (_2 ^ other._2) | (_3 ^ other._3);
        return ~(0 - ((differs | (0 - differs)) >> 63));
    }

    /// <summary>The lowest bit of the number (sgn0 of RFC 9380), as a mask.</summary>
    public ulong OddMask() => 0 - ((this * new P256Element(1, 0, 0, 0))._0 & 1);

    /// <summary><paramref name="yes"/> where the mask is ones, else <paramref name="no"/>.</summary>
    public static P256Element Select(ulong mask, in P256Element yes, in P256Element no) => new(
        (yes._0 & mask) | (no._0 & ~mask), (yes._1 & mask) | (no._1 & ~mask),
        (yes._2 & mask) | (no._2 & ~mask), (yes._3 & mask) | (no._3 & ~mask));

    private static P256Element ReadRaw(ReadOnlySpan<byte> b) => new(
        BinaryPrimitives.ReadUInt64BigEndian(b[24..]), BinaryPrimitives.ReadUInt64BigEndian(b[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(b[8..]), BinaryPrimitives.ReadUInt64BigEndian(b));

    private static void AddRow(Span<ulong> t, ReadOnlySpan<ulong> row, ulong factor)
    {
        UInt128 carry = 0;
        for (var i = 0; i < 4; i++)
        {
            var high = Math.BigMul(row[i], factor, out var low);
            carry += new UInt128(high, low) + t[i];   // at most 2^128 - 1
            t[i] = (ulong)carry;
            carry >>= 64;
        }

        carry += t[4];
        t[4] = (ulong)carry;
        t[5] += (ulong)(carry >> 64);
    }

    // Takes p away once from a number below 2p.
    private static P256Element Reduce(in P256Element value, ulong carry)
    {
        var less = Difference(value, new P256Element(P0, P1, P2, P3), out var borrow);
        return Select(0 - (borrow & ~carry & 1), value, less);
    }

    private static ulong Below(in P256Element value)
    {
        Difference(value, new P256Element(P0, P1, P2, P3), out var borrow);
        return borrow;
    }

    private static P256Element Difference(in P256Element a, in P256Element b, out ulong borrow)
    {
        var d = (UInt128)a._0 - b._0;
        var r0 = (ulong)d;
        d = (UInt128)a._1 - b._1 - ((d >> 64) & 1);
        var r1 = (ulong)d;
        d = (UInt128)a._2 - b._2 - ((d >> 64) & 1);
        var r2 = (ulong)d;
        d = (UInt128)a._3 - b._3 - ((d >> 64) & 1);
        borrow = (ulong)(d >> 64) & 1;
        return new P256Element(r0, r1, r2, (ulong)d);
    }
}
