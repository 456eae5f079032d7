using System.Buffers.Binary;

namespace Shoal.Core.Hashing;

/// <summary>A number modulo p = 2^255 - 19: five digits of 51 bits. What is computed takes the same steps for every number.</summary>
internal readonly struct FieldElement
{
    private const ulong Mask = (1UL << 51) - 1;
    private const ulong Fold = 19;   // 2^255 is 19 modulo p

    private readonly ulong _a, _b, _c, _d, _e;

    private FieldElement(ulong a, ulong b, ulong c, ulong d, ulong e) => (_a, _b, _c, _d, _e) = (a, b, c, d, e);

    public static FieldElement Zero => default;
    public static FieldElement One { get; } = new(1, 0, 0, 0, 0);

    public static FieldElement FromSmall(uint number) => new(number, 0, 0, 0, 0);

    /// <summary>Reads 32 little-endian bytes; the topmost bit is not looked at.</summary>
    public static FieldElement Decode(ReadOnlySpan<byte> bytes)
    {
        var w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new FieldElement(
            w0 & Mask, ((w0 >> 51) | (w1 << 13)) & Mask, ((w1 >> 38) | (w2 << 26)) & Mask, ((w2 >> 25) | (w3 << 39)) & Mask, (w3 >> 12) & Mask);
    }

    /// <summary>Writes the one spelling below p, 32 bytes.</summary>
    public void Encode(Span<byte> bytes)
    {
        var n = Carried(_a, _b, _c, _d, _e);
        // Is it p or more? Adding 19 tells: the carry out of the top is then one.
        var over = (n._a + Fold) >> 51;
        over = (n._b + over) >> 51;
        over = (n._c + over) >> 51;
        over = (n._d + over) >> 51;
        over = (n._e + over) >> 51;
        var a = n._a + Fold * over;
        var b = n._b + (a >> 51);
        var c = n._c + (b >> 51);
        var d = n._d + (c >> 51);
        var e = (n._e + (d >> 51)) & Mask;
        (a, b, c, d) = (a & Mask, b & Mask, c & Mask, d & Mask);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, a | (b << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (b >> 13) | (c << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (c >> 26) | (d << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (d >> 39) | (e << 12));
    }

    public bool IsZero => Same(Zero);

    /// <summary>The lowest bit: tells a number from its negative.</summary>
    public int Sign
    {
        get
        {
            Span<byte> bytes = stackalloc byte[32];
            Encode(bytes);
            return bytes[0] & 1;
        }
    }

    public bool Same(in FieldElement other)
    {
        Span<byte> mine = stackalloc byte[32], theirs = stackalloc byte[32];
        Encode(mine);
        other.Encode(theirs);
        return mine.SequenceEqual(theirs);
    }

    /// <summary>One or the other, without a branch.</summary>
    /// <param name="takeSecond">0 or 1.</param>
    /// <param name="first">Taken at 0.</param>
    /// <param name="second">Taken at 1.</param>
    public static FieldElement Choose(int takeSecond, in FieldElement first, in FieldElement second)
    {
        var mask = (ulong)-takeSecond;
        return new FieldElement(
            first._a ^ (mask & (first._a ^ second._a)), first._b ^ (mask & (first._b ^ second._b)), first._c ^ (mask & (first._c ^ second._c)),
            first._d ^ (mask & (first._d ^ second._d)), first._e ^ (mask & (first._e ^ second._e)));
    }

    public static FieldElement operator +(in FieldElement x, in FieldElement y) =>
        Carried(x._a + y._a, x._b + y._b, x._c + y._c, x._d + y._d, x._e + y._e);

    // 2p is added first, so that no digit goes below zero.
    public static FieldElement operator -(in FieldElement x, in FieldElement y) => Carried(
        x._a + (2 * (Mask - 18)) - y._a, x._b + (2 * Mask) - y._b, x._c + (2 * Mask) - y._c, x._d + (2 * Mask) - y._d, x._e + (2 * Mask) - y._e);

    public static FieldElement operator -(in FieldElement x) => Zero - x;

    public static FieldElement operator *(in FieldElement x, in FieldElement y)
    {
        var (b19, c19, d19, e19) = (y._b * Fold, y._c * Fold, y._d * Fold, y._e * Fold);
        var a = Product(x._a, y._a) + Product(x._b, e19) + Product(x._c, d19) + Product(x._d, c19) + Product(x._e, b19);
        var b = Product(x._a, y._b) + Product(x._b, y._a) + Product(x._c, e19) + Product(x._d, d19) + Product(x._e, c19);
        var c = Product(x._a, y._c) + Product(x._b, y._b) + Product(x._c, y._a) + Product(x._d, e19) + Product(x._e, d19);
        var d = Product(x._a, y._d) + Product(x._b, y._c) + Product(x._c, y._b) + Product(x._d, y._a) + Product(x._e, e19);
        var e = Product(x._a, y._e) + Product(x._b, y._d) + Product(x._c, y._c) + Product(x._d, y._b) + Product(x._e, y._a);
        b += a >> 51;
        c += b >> 51;
        d += c >> 51;
        e += d >> 51;
        return Carried(
            ((ulong)a & Mask) + (ulong)(e >> 51) * Fold, (ulong)b & Mask, (ulong)c & Mask, (ulong)d & Mask, (ulong)e & Mask);
    }

    public FieldElement Square() => this * this;

    /// <summary>1/x; of zero, zero.</summary>
    public FieldElement Invert() => Power(trailing: 0b01011, squarings: 5);          // p - 2 = 2^255 - 21

    /// <summary>x^((p-5)/8), from which square roots are made.</summary>
    public FieldElement RootPower() => Power(trailing: 0b01, squarings: 2);           // 2^252 - 3

    // All bits of these exponents are ones, 250 of them, but for the last few.
    private FieldElement Power(int trailing, int squarings)
    {
        var result = this;
        for (var i = 1; i < 250; i++) result = result.Square() * this;
        for (var i = squarings - 1; i >= 0; i--)
        {
            result = result.Square();
            if (((trailing >> i) & 1) != 0) result *= this;
        }

        return result;
    }

    private static UInt128 Product(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return new UInt128(high, low);
    }

    private static FieldElement Carried(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        b += a >> 51;
        c += b >> 51;
        d += c >> 51;
        e += d >> 51;
        a = (a & Mask) + Fold * (e >> 51);
        b = (b & Mask) + (a >> 51);
        return new FieldElement(a & Mask, b, c & Mask, d & Mask, e & Mask);
    }
}
