namespace Shoal.Core.Hashing;

/// <summary>Numbers modulo the order of Ed25519's group, L = 2^252 + 27742317777372353535851937790883648493; little-endian, 32 bytes.</summary>
internal static class Ed25519Scalar
{
    private static ReadOnlySpan<byte> Order =>
    [
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];

    /// <summary>True for a number below L. What is compared is no secret.</summary>
    public static bool IsReduced(ReadOnlySpan<byte> scalar)
    {
        for (var i = 31; i >= 0; i--)
            if (scalar[i] != Order[i]) return scalar[i] < Order[i];
        return false;
    }

    /// <summary>64 bytes modulo L.</summary>
    public static void Reduce(ReadOnlySpan<byte> wide, Span<byte> reduced)
    {
        Span<long> digits = stackalloc long[64];
        for (var i = 0; i < 64; i++) digits[i] = wide[i];
        Reduce(digits, reduced);
    }

    /// <summary>a * b + c modulo L; b need not be reduced.</summary>
    public static void MultiplyAdd(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, Span<byte> result)
    {
        Span<long> digits = stackalloc long[64];
        digits.Clear();
        for (var i = 0; i < 32; i++) digits[i] = c[i];
        for (var i = 0; i < 32; i++)
            for (var j = 0; j < 32; j++) digits[i + j] += (long)a[i] * b[j];
        Reduce(digits, result);
    }

    /*  Digits are base 256 and may be larger, or negative, on the way. 2^256 = 16 * 2^252, and 2^252 = L - c: so a digit at place i >= 32
        vanishes when 16 * digit * L is taken off at place i - 32. What is left below 2^256 is brought under 2^252 the same way, and once
        more when it came out negative. The steps are the same for every number: they tell nothing about it.  */
    private static void Reduce(Span<long> digits, Span<byte> reduced)
    {
        for (var i = 63; i >= 32; i--) TakeOff(digits, i);
        Carry(digits);
        var top = digits[31] >> 4;
        for (var i = 0; i < 32; i++) digits[i] -= top * Order[i];
        Carry(digits);
        var isNegative = digits[31] >> 63;
        for (var i = 0; i < 32; i++) digits[i] += Order[i] & isNegative;
        Carry(digits);
        for (var i = 0; i < 32; i++) reduced[i] = (byte)digits[i];
    }

    private static void TakeOff(Span<long> digits, int at)
    {
        var times = 16 * digits[at];
        digits[at] = 0;
        long carry = 0;
        for (var i = 0; i < 31; i++)
        {
            // The order's bytes 16 to 30 are zero; carries still run through them.
            var digit = digits[at - 32 + i] - times * Order[i] + carry;
            carry = digit >> 8;
            digits[at - 32 + i] = digit & 0xFF;
        }

        digits[at - 1] += carry;   // its own share, 16 * digit * 0x10 at place at - 1, is the digit itself
    }

    // The topmost digit keeps what is over, and the sign.
    private static void Carry(Span<long> digits)
    {
        long carry = 0;
        for (var i = 0; i < 31; i++)
        {
            var digit = digits[i] + carry;
            carry = digit >> 8;
            digits[i] = digit & 0xFF;
        }

        digits[31] += carry;
    }
}
