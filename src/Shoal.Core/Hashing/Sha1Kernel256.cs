using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<uint>;

namespace Shoal.Core.Hashing;

/// <summary>SHA-1's compression of eight messages at once (FIPS 180-4, 6.1.2) with AVX2.</summary>
/// <remarks>Sixteen registers hold no schedule: its 80 words stand in 2.5 KiB of stack, which the first-level cache holds easily.</remarks>
internal readonly unsafe struct Sha1Kernel256 : ILaneKernel
{
    public static bool IsSupported => Transpose256.IsSupported;

    public static int Lanes => 8;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(uint* state, byte** rows, nint blocks)
    {
        var room = stackalloc uint[80 * 8 + 8];
        var words = (uint*)(((nint)room + 31) & ~31);
        var a = Vector256.Load(state);
        var b = Vector256.Load(state + 8);
        var c = Vector256.Load(state + 16);
        var d = Vector256.Load(state + 24);
        var e = Vector256.Load(state + 32);
        for (nint i = 0; i < blocks; i++)
        {
            Transpose256.LoadWords(rows, i * 64, words);
            ExtendSchedule(words);
            var (a0, b0, c0, d0, e0) = (a, b, c, d, e);
            var w = words;
            var k0 = Vector256.Create(0x5A827999u);
            for (var end = w + 160; w < end; w += 40)
            {
                e += Vector256.Load(w + 0) + k0 + Choose(b, c, d) + RotateLeft(a, 5); b = RotateLeft(b, 30);
                d += Vector256.Load(w + 8) + k0 + Choose(a, b, c) + RotateLeft(e, 5); a = RotateLeft(a, 30);
                c += Vector256.Load(w + 16) + k0 + Choose(e, a, b) + RotateLeft(d, 5); e = RotateLeft(e, 30);
                b += Vector256.Load(w + 24) + k0 + Choose(d, e, a) + RotateLeft(c, 5); d = RotateLeft(d, 30);
                a += Vector256.Load(w + 32) + k0 + Choose(c, d, e) + RotateLeft(b, 5); c = RotateLeft(c, 30);
            }

            var k1 = Vector256.Create(0x6ED9EBA1u);
            for (var end = w + 160; w < end; w += 40)
            {
                e += Vector256.Load(w + 0) + k1 + Parity(b, c, d) + RotateLeft(a, 5); b = RotateLeft(b, 30);
                d += Vector256.Load(w + 8) + k1 + Parity(a, b, c) + RotateLeft(e, 5); a = RotateLeft(a, 30);
                c += Vector256.Load(w + 16) + k1 + Parity(e, a, b) + RotateLeft(d, 5); e = RotateLeft(e, 30);
                b += Vector256.Load(w + 24) + k1 + Parity(d, e, a) + RotateLeft(c, 5); d = RotateLeft(d, 30);
                a += Vector256.Load(w + 32) + k1 + Parity(c, d, e) + RotateLeft(b, 5); c = RotateLeft(c, 30);
            }

            var k2 = Vector256.Create(0x8F1BBCDCu);
            for (var end = w + 160; w < end; w += 40)
            {
                e += Vector256.Load(w + 0) + k2 + Majority(b, c, d) + RotateLeft(a, 5); b = RotateLeft(b, 30);
                d += Vector256.Load(w + 8) + k2 + Majority(a, b, c) + RotateLeft(e, 5); a = RotateLeft(a, 30);
                c += Vector256.Load(w + 16) + k2 + Majority(e, a, b) + RotateLeft(d, 5); e = RotateLeft(e, 30);
                b += Vector256.Load(w + 24) + k2 + Majority(d, e, a) + RotateLeft(c, 5); d = RotateLeft(d, 30);
                a += Vector256.Load(w + 32) + k2 + Majority(c, d, e) + RotateLeft(b, 5); c = RotateLeft(c, 30);
            }

            var k3 = Vector256.Create(0xCA62C1D6u);
            for (var end = w + 160; w < end; w += 40)
            {
                e += Vector256.Load(w + 0) + k3 + Parity(b, c, d) + RotateLeft(a, 5); b = RotateLeft(b, 30);
                d += Vector256.Load(w + 8) + k3 + Parity(a, b, c) + RotateLeft(e, 5); a = RotateLeft(a, 30);
                c += Vector256.Load(w + 16) + k3 + Parity(e, a, b) + RotateLeft(d, 5); e = RotateLeft(e, 30);
                b += Vector256.Load(w + 24) + k3 + Parity(d, e, a) + RotateLeft(c, 5); d = RotateLeft(d, 30);
                a += Vector256.Load(w + 32) + k3 + Parity(c, d, e) + RotateLeft(b, 5); c = RotateLeft(c, 30);
            }

            a += a0;
            b += b0;
            c += c0;
            d += d0;
            e += e0;
        }

        a.Store(state);
        b.Store(state + 8);
        c.Store(state + 16);
        d.Store(state + 24);
        e.Store(state + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExtendSchedule(uint* words)
    {
        for (var w = words + 16 * 8; w < words + 80 * 8; w += 8)
        {
            var mixed = Vector256.Load(w - 3 * 8) ^ Vector256.Load(w - 8 * 8) ^ Vector256.Load(w - 14 * 8) ^ Vector256.Load(w - 16 * 8);
            RotateLeft(mixed, 1).Store(w);
        }
    }

    private static V Choose(V x, V y, V z) => z ^ (x & (y ^ z));

    private static V Parity(V x, V y, V z) => x ^ y ^ z;

    private static V Majority(V x, V y, V z) => (x & y) | (z & (x | y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V RotateLeft(V x, int bits) => (x << bits) | (x >>> (32 - bits));
}
