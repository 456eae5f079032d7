namespace Shoal.Core.Hashing;

/// <summary>A point of the curve -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032), in extended coordinates: x = X/Z, y = Y/Z, x y = T/Z.</summary>
internal readonly struct EdwardsPoint
{
    private static readonly FieldElement D = -FieldElement.FromSmall(121_665) * FieldElement.FromSmall(121_666).Invert();
    private static readonly FieldElement D2 = D + D;

    // 2^((p-1)/4): a square root of -1. (p-1)/4 = 2 (p-5)/8 + 1.
    private static readonly FieldElement RootOfMinusOne = FieldElement.FromSmall(2).RootPower().Square() * FieldElement.FromSmall(2);

    private readonly FieldElement _x, _y, _z, _t;

    private EdwardsPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t) => (_x, _y, _z, _t) = (x, y, z, t);

    public static EdwardsPoint Neutral { get; } = new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The generator: y = 4/5, x even.</summary>
    public static EdwardsPoint Base { get; } = MakeBase();

    /// <summary>Reads a point; false for one that is not on the curve, or not in its one spelling.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = Neutral;
        var y = FieldElement.Decode(bytes);
        var sign = bytes[31] >> 7;
        Span<byte> again = stackalloc byte[32];
        y.Encode(again);
        again[31] |= (byte)(sign << 7);
        if (!again.SequenceEqual(bytes) || !TryRoot(y, out var x)) return false;
        if (x.IsZero && sign != 0) return false;
        if (x.Sign != sign) x = -x;
        point = new EdwardsPoint(x, y, FieldElement.One, x * y);
        return true;
    }

    public void Encode(Span<byte> bytes)
    {
        var inverse = _z.Invert();
        var x = _x * inverse;
        (_y * inverse).Encode(bytes);
        bytes[31] |= (byte)(x.Sign << 7);
    }

    /// <summary>Eight times it is nothing: it is in none but the smallest groups.</summary>
    public bool IsOfSmallOrder => Double().Double().Double() is var eight && eight._x.IsZero && eight._y.Same(eight._z);

    public EdwardsPoint Negate() => new(-_x, _y, _z, -_t);

    /// <summary>Scalar times point; the steps are the same for every scalar.</summary>
    /// <param name="scalar">32 bytes, little-endian.</param>
    public EdwardsPoint Multiply(ReadOnlySpan<byte> scalar)
    {
        var result = Neutral;
        for (var i = 255; i >= 0; i--)
        {
            result = result.Double();
            result = Choose((scalar[i >> 3] >> (i & 7)) & 1, result, result.Add(this));
        }

        return result;
    }

    /// <summary>a times the generator plus b times a point: for verifying, where nothing is secret.</summary>
    public static EdwardsPoint MultiplyBoth(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, in EdwardsPoint point)
    {
        var (sum, result) = (Base.Add(point), Neutral);
        for (var i = 255; i >= 0; i--)
        {
            result = result.Double();
            var (one, two) = ((a[i >> 3] >> (i & 7)) & 1, (b[i >> 3] >> (i & 7)) & 1);
            if (one + two == 2) result = result.Add(sum);
            else if (one == 1) result = result.Add(Base);
            else if (two == 1) result = result.Add(point);
        }

        return result;
    }

    // Complete on this curve: right for any two points, equal or not.
    private EdwardsPoint Add(in EdwardsPoint other)
    {
        var a = (_y - _x) * (other._y - other._x);
        var b = (_y + _x) * (other._y + other._x);
        var c = _t * D2 * other._t;
        var d = (_z + _z) * other._z;
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    private EdwardsPoint Double()
    {
        var a = _x.Square();
        var b = _y.Square();
        var c = _z.Square();
        var h = a + b;
        var e = h - (_x + _y).Square();
        var g = a - b;
        var f = c + c + g;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    private static EdwardsPoint Choose(int takeSecond, in EdwardsPoint first, in EdwardsPoint second) => new(
        FieldElement.Choose(takeSecond, first._x, second._x), FieldElement.Choose(takeSecond, first._y, second._y),
        FieldElement.Choose(takeSecond, first._z, second._z), FieldElement.Choose(takeSecond, first._t, second._t));

    // x^2 = (y^2 - 1) / (d y^2 + 1) (RFC 8032, 5.1.3).
    private static bool TryRoot(in FieldElement y, out FieldElement x)
    {
        var square = y.Square();
        var (u, v) = (square - FieldElement.One, D * square + FieldElement.One);
        var v3 = v.Square() * v;
        x = u * v3 * (u * v3.Square() * v).RootPower();
        var check = v * x.Square();
        if (check.Same(u)) return true;
        x *= RootOfMinusOne;
        return check.Same(-u);
    }

    private static EdwardsPoint MakeBase()
    {
        var y = FieldElement.FromSmall(4) * FieldElement.FromSmall(5).Invert();
        TryRoot(y, out var x);
        if (x.Sign != 0) x = -x;
        return new EdwardsPoint(x, y, FieldElement.One, x * y);
    }
}
