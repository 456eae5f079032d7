using System.Security.Cryptography;

namespace Shoal.Core.Codes;

/// <summary>NIST P-256: y^2 = x^3 - 3x + b. Text to a point (RFC 9380, suite P256_XMD:SHA-256_SSWU_NU_), and what a point must be.</summary>
internal static class P256Curve
{
    /// <summary>A point as SEC 1 spells it: 4, x, y.</summary>
    public const int PointSize = 1 + 2 * P256Element.Size;

    /// <summary>Bytes hashed for one field element: 256 bits and 128 more against bias.</summary>
    private const int ElementHashBytes = 48;

    private const byte Uncompressed = 4;

    private static readonly P256Element B = Constant("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    private static readonly P256Element A = -P256Element.Of(3);
    private static readonly P256Element Z = -P256Element.Of(10);
    private static readonly P256Element RootOfMinusZ = Root(P256Element.Of(10));

    // (p - 3) / 4 and (p + 1) / 4, highest limb first.
    private static ReadOnlySpan<ulong> QuarterBelow => [0x3FFF_FFFF_C000_0000, 0x4000_0000_0000_0000, 0x0000_0000_3FFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF];
    private static ReadOnlySpan<ulong> QuarterAbove => [0x3FFF_FFFF_C000_0000, 0x4000_0000_0000_0000, 0x0000_0000_4000_0000, 0];

    /// <summary>encode_to_curve: a point nobody knows the logarithm of.</summary>
    /// <param name="message">Text to encode; may be secret.</param>
    /// <param name="domain">Domain separation tag, 1 to 255 bytes.</param>
    /// <param name="point">Receives <see cref="PointSize"/> bytes.</param>
    public static void Encode(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain, Span<byte> point)
    {
        Span<byte> uniform = stackalloc byte[ElementHashBytes];
        ExpandMessage(message, domain, uniform);
        Map(P256Element.Reduce48(uniform), out var x, out var y);
        point[0] = Uncompressed;
        x.Write(point[1..]);
        y.Write(point[(1 + P256Element.Size)..]);
    }

    /// <summary>True for 65 bytes that are a point of the curve: anything else never reaches the platform's arithmetic.</summary>
    public static bool IsPoint(ReadOnlySpan<byte> bytes) =>
        bytes.Length == PointSize && bytes[0] == Uncompressed
        && P256Element.TryRead(bytes.Slice(1, P256Element.Size), out var x)
        && P256Element.TryRead(bytes[(1 + P256Element.Size)..], out var y)
        && (y * y).EqualsMask(SquareOfY(x)) != 0;

    /// <summary>The point with this x; which of the two does not matter. False when there is none.</summary>
    public static bool TryComplete(ReadOnlySpan<byte> xBytes, Span<byte> point)
    {
        if (xBytes.Length != P256Element.Size || !P256Element.TryRead(xBytes, out var x)) return false;
        var y = Root(SquareOfY(x));
        point[0] = Uncompressed;
        xBytes.CopyTo(point[1..]);
        y.Write(point[(1 + P256Element.Size)..]);
        return (y * y).EqualsMask(SquareOfY(x)) != 0;
    }

    /// <summary>expand_message_xmd with SHA-256 (RFC 9380, 5.3.1).</summary>
    /// <param name="domain">1 to 255 bytes; a longer one is hashed first (5.3.3).</param>
    internal static void ExpandMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain, Span<byte> output)
    {
        const int DigestBytes = SHA256.HashSizeInBytes, InputBlockBytes = 64;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, 255 * DigestBytes);
        byte[] tag = domain.Length <= 255 ? domain.ToArray() : SHA256.HashData([.. "H2C-OVERSIZE-DST-"u8, .. domain]);
        byte[] suffix = [.. tag, (byte)tag.Length];
        var first = SHA256.HashData([.. new byte[InputBlockBytes], .. message, (byte)(output.Length >> 8), (byte)output.Length, 0, .. suffix]);
        var mixed = new byte[DigestBytes];
        for (var (i, at) = (1, 0); at < output.Length; i++, at += DigestBytes)
        {
            for (var j = 0; j < DigestBytes; j++) mixed[j] ^= first[j];
            mixed = SHA256.HashData([.. mixed, (byte)i, .. suffix]);
            mixed.AsSpan(0, Math.Min(DigestBytes, output.Length - at)).CopyTo(output[at..]);
        }
    }

    /// <summary>The simplified map of Shallue, van de Woestijne and Ulas, without branches (RFC 9380, F.2; the step names are its own).</summary>
    private static void Map(in P256Element u, out P256Element x, out P256Element y)
    {
        var tv1 = Z * (u * u);
        var tv2 = tv1 * tv1 + tv1;
        var tv3 = B * (tv2 + P256Element.One);
        var tv4 = A * P256Element.Select(tv2.EqualsMask(P256Element.Zero), Z, -tv2);
        tv2 = tv3 * tv3;
        var tv6 = tv4 * tv4;
        tv2 = (tv2 + A * tv6) * tv3;
        tv6 *= tv4;
        tv2 += B * tv6;
        var isSquare = RootOfRatio(tv2, tv6, out var y1);
        x = P256Element.Select(isSquare, tv3, tv1 * tv3) * tv4.Inverse();
        y = P256Element.Select(isSquare, y1, tv1 * u * y1);
        var keepsSign = ~(u.OddMask() ^ y.OddMask());
        y = P256Element.Select(keepsSign, y, -y);
    }

    // sqrt_ratio for p = 3 mod 4 (RFC 9380, F.2.1.2): a root of u/v, or of Z u/v; ones when it is the first.
    private static ulong RootOfRatio(in P256Element u, in P256Element v, out P256Element root)
    {
        var product = u * v;
        var y1 = (v * v * product).Power(QuarterBelow) * product;
        var isSquare = (y1 * y1 * v).EqualsMask(u);
        root = P256Element.Select(isSquare, y1, y1 * RootOfMinusZ);
        return isSquare;
    }

    private static P256Element SquareOfY(in P256Element x) => (x * x + A) * x + B;
    private static P256Element Root(in P256Element square) => square.Power(QuarterAbove);

    private static P256Element Constant(string hex)
    {
        P256Element.TryRead(Convert.FromHexString(hex), out var value);
        return value;
    }
}
