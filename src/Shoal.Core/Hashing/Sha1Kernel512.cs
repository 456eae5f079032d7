using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<uint>;

namespace Shoal.Core.Hashing;

/// <summary>SHA-1's compression of sixteen messages at once (FIPS 180-4, 6.1.2) with AVX-512.</summary>
/// <remarks>
/// All 80 rounds stand unrolled: the last sixteen words of the schedule, the five of the state and the constants then live in
/// the 32 registers. AggressiveOptimization, so that neither the first tier nor a precompiled image for a lesser CPU ever runs it.
/// </remarks>
internal readonly unsafe struct Sha1Kernel512 : ILaneKernel
{
    public static bool IsSupported => Transpose512.IsSupported;

    public static int Lanes => 16;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(uint* state, byte** rows, nint blocks)
    {
        var room = stackalloc uint[16 * 16 + 16];
        var words = (V*)(((nint)room + 63) & ~63);
        var a = Vector512.Load(state);
        var b = Vector512.Load(state + 16);
        var c = Vector512.Load(state + 32);
        var d = Vector512.Load(state + 48);
        var e = Vector512.Load(state + 64);
        var k0 = Vector512.Create(0x5A827999u);
        var k1 = Vector512.Create(0x6ED9EBA1u);
        var k2 = Vector512.Create(0x8F1BBCDCu);
        var k3 = Vector512.Create(0xCA62C1D6u);
        for (nint i = 0; i < blocks; i++)
        {
            Transpose512.LoadWords(rows, i * 64, (uint*)words);
            var (a0, b0, c0, d0, e0) = (a, b, c, d, e);
            var w0 = words[0]; var w1 = words[1]; var w2 = words[2]; var w3 = words[3];
            var w4 = words[4]; var w5 = words[5]; var w6 = words[6]; var w7 = words[7];
            var w8 = words[8]; var w9 = words[9]; var w10 = words[10]; var w11 = words[11];
            var w12 = words[12]; var w13 = words[13]; var w14 = words[14]; var w15 = words[15];

            // Rounds 0 to 19
            e += w0 + k0 + Choose(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            d += w1 + k0 + Choose(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            c += w2 + k0 + Choose(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            b += w3 + k0 + Choose(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            a += w4 + k0 + Choose(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            e += w5 + k0 + Choose(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            d += w6 + k0 + Choose(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            c += w7 + k0 + Choose(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            b += w8 + k0 + Choose(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            a += w9 + k0 + Choose(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            e += w10 + k0 + Choose(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            d += w11 + k0 + Choose(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            c += w12 + k0 + Choose(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            b += w13 + k0 + Choose(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            a += w14 + k0 + Choose(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            e += w15 + k0 + Choose(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w0 = Schedule(w0, w2, w8, w13); d += w0 + k0 + Choose(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w1 = Schedule(w1, w3, w9, w14); c += w1 + k0 + Choose(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w2 = Schedule(w2, w4, w10, w15); b += w2 + k0 + Choose(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w3 = Schedule(w3, w5, w11, w0); a += w3 + k0 + Choose(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            // Rounds 20 to 39
            w4 = Schedule(w4, w6, w12, w1); e += w4 + k1 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w5 = Schedule(w5, w7, w13, w2); d += w5 + k1 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w6 = Schedule(w6, w8, w14, w3); c += w6 + k1 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w7 = Schedule(w7, w9, w15, w4); b += w7 + k1 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w8 = Schedule(w8, w10, w0, w5); a += w8 + k1 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w9 = Schedule(w9, w11, w1, w6); e += w9 + k1 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w10 = Schedule(w10, w12, w2, w7); d += w10 + k1 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w11 = Schedule(w11, w13, w3, w8); c += w11 + k1 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w12 = Schedule(w12, w14, w4, w9); b += w12 + k1 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w13 = Schedule(w13, w15, w5, w10); a += w13 + k1 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w14 = Schedule(w14, w0, w6, w11); e += w14 + k1 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w15 = Schedule(w15, w1, w7, w12); d += w15 + k1 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w0 = Schedule(w0, w2, w8, w13); c += w0 + k1 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w1 = Schedule(w1, w3, w9, w14); b += w1 + k1 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w2 = Schedule(w2, w4, w10, w15); a += w2 + k1 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w3 = Schedule(w3, w5, w11, w0); e += w3 + k1 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w4 = Schedule(w4, w6, w12, w1); d += w4 + k1 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w5 = Schedule(w5, w7, w13, w2); c += w5 + k1 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w6 = Schedule(w6, w8, w14, w3); b += w6 + k1 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w7 = Schedule(w7, w9, w15, w4); a += w7 + k1 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            // Rounds 40 to 59
            w8 = Schedule(w8, w10, w0, w5); e += w8 + k2 + Majority(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w9 = Schedule(w9, w11, w1, w6); d += w9 + k2 + Majority(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w10 = Schedule(w10, w12, w2, w7); c += w10 + k2 + Majority(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w11 = Schedule(w11, w13, w3, w8); b += w11 + k2 + Majority(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w12 = Schedule(w12, w14, w4, w9); a += w12 + k2 + Majority(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w13 = Schedule(w13, w15, w5, w10); e += w13 + k2 + Majority(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w14 = Schedule(w14, w0, w6, w11); d += w14 + k2 + Majority(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w15 = Schedule(w15, w1, w7, w12); c += w15 + k2 + Majority(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w0 = Schedule(w0, w2, w8, w13); b += w0 + k2 + Majority(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w1 = Schedule(w1, w3, w9, w14); a += w1 + k2 + Majority(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w2 = Schedule(w2, w4, w10, w15); e += w2 + k2 + Majority(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w3 = Schedule(w3, w5, w11, w0); d += w3 + k2 + Majority(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w4 = Schedule(w4, w6, w12, w1); c += w4 + k2 + Majority(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w5 = Schedule(w5, w7, w13, w2); b += w5 + k2 + Majority(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w6 = Schedule(w6, w8, w14, w3); a += w6 + k2 + Majority(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w7 = Schedule(w7, w9, w15, w4); e += w7 + k2 + Majority(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w8 = Schedule(w8, w10, w0, w5); d += w8 + k2 + Majority(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w9 = Schedule(w9, w11, w1, w6); c += w9 + k2 + Majority(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w10 = Schedule(w10, w12, w2, w7); b += w10 + k2 + Majority(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w11 = Schedule(w11, w13, w3, w8); a += w11 + k2 + Majority(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            // Rounds 60 to 79
            w12 = Schedule(w12, w14, w4, w9); e += w12 + k3 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w13 = Schedule(w13, w15, w5, w10); d += w13 + k3 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w14 = Schedule(w14, w0, w6, w11); c += w14 + k3 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w15 = Schedule(w15, w1, w7, w12); b += w15 + k3 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w0 = Schedule(w0, w2, w8, w13); a += w0 + k3 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w1 = Schedule(w1, w3, w9, w14); e += w1 + k3 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w2 = Schedule(w2, w4, w10, w15); d += w2 + k3 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w3 = Schedule(w3, w5, w11, w0); c += w3 + k3 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w4 = Schedule(w4, w6, w12, w1); b += w4 + k3 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w5 = Schedule(w5, w7, w13, w2); a += w5 + k3 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w6 = Schedule(w6, w8, w14, w3); e += w6 + k3 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w7 = Schedule(w7, w9, w15, w4); d += w7 + k3 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w8 = Schedule(w8, w10, w0, w5); c += w8 + k3 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w9 = Schedule(w9, w11, w1, w6); b += w9 + k3 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w10 = Schedule(w10, w12, w2, w7); a += w10 + k3 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);
            w11 = Schedule(w11, w13, w3, w8); e += w11 + k3 + Parity(b, c, d) + RotateLeft5(a); b = RotateLeft30(b);
            w12 = Schedule(w12, w14, w4, w9); d += w12 + k3 + Parity(a, b, c) + RotateLeft5(e); a = RotateLeft30(a);
            w13 = Schedule(w13, w15, w5, w10); c += w13 + k3 + Parity(e, a, b) + RotateLeft5(d); e = RotateLeft30(e);
            w14 = Schedule(w14, w0, w6, w11); b += w14 + k3 + Parity(d, e, a) + RotateLeft5(c); d = RotateLeft30(d);
            w15 = Schedule(w15, w1, w7, w12); a += w15 + k3 + Parity(c, d, e) + RotateLeft5(b); c = RotateLeft30(c);

            a += a0;
            b += b0;
            c += c0;
            d += d0;
            e += e0;
        }

        a.Store(state);
        b.Store(state + 16);
        c.Store(state + 32);
        d.Store(state + 48);
        e.Store(state + 64);
    }

    private static V Choose(V x, V y, V z) => Avx512F.TernaryLogic(x, y, z, 0xCA);

    private static V Parity(V x, V y, V z) => Avx512F.TernaryLogic(x, y, z, 0x96);

    private static V Majority(V x, V y, V z) => Avx512F.TernaryLogic(x, y, z, 0xE8);

    private static V RotateLeft5(V x) => Avx512F.RotateLeft(x, 5);

    private static V RotateLeft30(V x) => Avx512F.RotateLeft(x, 30);

    private static V Schedule(V w, V x, V y, V z) => Avx512F.RotateLeft(Avx512F.TernaryLogic(x, y, z, 0x96) ^ w, 1);
}
