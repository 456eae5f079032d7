using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<uint>;

namespace Shoal.Core.Hashing;

/// <summary>SHA-256's compression of sixteen messages at once (FIPS 180-4, 6.2.2) with AVX-512.</summary>
/// <remarks>Sixteen rounds a turn: 64 unrolled pass what the JIT is willing to inline, and run six times slower.</remarks>
internal readonly unsafe struct Sha256Kernel512 : ILaneKernel
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
        var f = Vector512.Load(state + 80);
        var g = Vector512.Load(state + 96);
        var h = Vector512.Load(state + 112);
        for (nint i = 0; i < blocks; i++)
        {
            Transpose512.LoadWords(rows, i * 64, (uint*)words);
            var (a0, b0, c0, d0, e0, f0, g0, h0) = (a, b, c, d, e, f, g, h);
            var w0 = words[0]; var w1 = words[1]; var w2 = words[2]; var w3 = words[3];
            var w4 = words[4]; var w5 = words[5]; var w6 = words[6]; var w7 = words[7];
            var w8 = words[8]; var w9 = words[9]; var w10 = words[10]; var w11 = words[11];
            var w12 = words[12]; var w13 = words[13]; var w14 = words[14]; var w15 = words[15];
            var k = Sha256Constants.Rounds;
            h += w0 + Vector512.Create(k[0]) + Choose(e, f, g) + Big1(e); d += h; h += Majority(a, b, c) + Big0(a);
            g += w1 + Vector512.Create(k[1]) + Choose(d, e, f) + Big1(d); c += g; g += Majority(h, a, b) + Big0(h);
            f += w2 + Vector512.Create(k[2]) + Choose(c, d, e) + Big1(c); b += f; f += Majority(g, h, a) + Big0(g);
            e += w3 + Vector512.Create(k[3]) + Choose(b, c, d) + Big1(b); a += e; e += Majority(f, g, h) + Big0(f);
            d += w4 + Vector512.Create(k[4]) + Choose(a, b, c) + Big1(a); h += d; d += Majority(e, f, g) + Big0(e);
            c += w5 + Vector512.Create(k[5]) + Choose(h, a, b) + Big1(h); g += c; c += Majority(d, e, f) + Big0(d);
            b += w6 + Vector512.Create(k[6]) + Choose(g, h, a) + Big1(g); f += b; b += Majority(c, d, e) + Big0(c);
            a += w7 + Vector512.Create(k[7]) + Choose(f, g, h) + Big1(f); e += a; a += Majority(b, c, d) + Big0(b);
            h += w8 + Vector512.Create(k[8]) + Choose(e, f, g) + Big1(e); d += h; h += Majority(a, b, c) + Big0(a);
            g += w9 + Vector512.Create(k[9]) + Choose(d, e, f) + Big1(d); c += g; g += Majority(h, a, b) + Big0(h);
            f += w10 + Vector512.Create(k[10]) + Choose(c, d, e) + Big1(c); b += f; f += Majority(g, h, a) + Big0(g);
            e += w11 + Vector512.Create(k[11]) + Choose(b, c, d) + Big1(b); a += e; e += Majority(f, g, h) + Big0(f);
            d += w12 + Vector512.Create(k[12]) + Choose(a, b, c) + Big1(a); h += d; d += Majority(e, f, g) + Big0(e);
            c += w13 + Vector512.Create(k[13]) + Choose(h, a, b) + Big1(h); g += c; c += Majority(d, e, f) + Big0(d);
            b += w14 + Vector512.Create(k[14]) + Choose(g, h, a) + Big1(g); f += b; b += Majority(c, d, e) + Big0(c);
            a += w15 + Vector512.Create(k[15]) + Choose(f, g, h) + Big1(f); e += a; a += Majority(b, c, d) + Big0(b);
            for (var turn = 1; turn < 4; turn++)
            {
                k += 16;
                w0 += Small1(w14) + w9 + Small0(w1);
                h += w0 + Vector512.Create(k[0]) + Choose(e, f, g) + Big1(e); d += h; h += Majority(a, b, c) + Big0(a);
                w1 += Small1(w15) + w10 + Small0(w2);
                g += w1 + Vector512.Create(k[1]) + Choose(d, e, f) + Big1(d); c += g; g += Majority(h, a, b) + Big0(h);
                w2 += Small1(w0) + w11 + Small0(w3);
                f += w2 + Vector512.Create(k[2]) + Choose(c, d, e) + Big1(c); b += f; f += Majority(g, h, a) + Big0(g);
                w3 += Small1(w1) + w12 + Small0(w4);
                e += w3 + Vector512.Create(k[3]) + Choose(b, c, d) + Big1(b); a += e; e += Majority(f, g, h) + Big0(f);
                w4 += Small1(w2) + w13 + Small0(w5);
                d += w4 + Vector512.Create(k[4]) + Choose(a, b, c) + Big1(a); h += d; d += Majority(e, f, g) + Big0(e);
                w5 += Small1(w3) + w14 + Small0(w6);
                c += w5 + Vector512.Create(k[5]) + Choose(h, a, b) + Big1(h); g += c; c += Majority(d, e, f) + Big0(d);
                w6 += Small1(w4) + w15 + Small0(w7);
                b += w6 + Vector512.Create(k[6]) + Choose(g, h, a) + Big1(g); f += b; b += Majority(c, d, e) + Big0(c);
                w7 += Small1(w5) + w0 + Small0(w8);
                a += w7 + Vector512.Create(k[7]) + Choose(f, g, h) + Big1(f); e += a; a += Majority(b, c, d) + Big0(b);
                w8 += Small1(w6) + w1 + Small0(w9);
                h += w8 + Vector512.Create(k[8]) + Choose(e, f, g) + Big1(e); d += h; h += Majority(a, b, c) + Big0(a);
                w9 += Small1(w7) + w2 + Small0(w10);
                g += w9 + Vector512.Create(k[9]) + Choose(d, e, f) + Big1(d); c += g; g += Majority(h, a, b) + Big0(h);
                w10 += Small1(w8) + w3 + Small0(w11);
                f += w10 + Vector512.Create(k[10]) + Choose(c, d, e) + Big1(c); b += f; f += Majority(g, h, a) + Big0(g);
                w11 += Small1(w9) + w4 + Small0(w12);
                e += w11 + Vector512.Create(k[11]) + Choose(b, c, d) + Big1(b); a += e; e += Majority(f, g, h) + Big0(f);
                w12 += Small1(w10) + w5 + Small0(w13);
                d += w12 + Vector512.Create(k[12]) + Choose(a, b, c) + Big1(a); h += d; d += Majority(e, f, g) + Big0(e);
                w13 += Small1(w11) + w6 + Small0(w14);
                c += w13 + Vector512.Create(k[13]) + Choose(h, a, b) + Big1(h); g += c; c += Majority(d, e, f) + Big0(d);
                w14 += Small1(w12) + w7 + Small0(w15);
                b += w14 + Vector512.Create(k[14]) + Choose(g, h, a) + Big1(g); f += b; b += Majority(c, d, e) + Big0(c);
                w15 += Small1(w13) + w8 + Small0(w0);
                a += w15 + Vector512.Create(k[15]) + Choose(f, g, h) + Big1(f); e += a; a += Majority(b, c, d) + Big0(b);
            }

            a += a0;
            b += b0;
            c += c0;
            d += d0;
            e += e0;
            f += f0;
            g += g0;
            h += h0;
        }

        a.Store(state);
        b.Store(state + 16);
        c.Store(state + 32);
        d.Store(state + 48);
        e.Store(state + 64);
        f.Store(state + 80);
        g.Store(state + 96);
        h.Store(state + 112);
    }

    private static V Choose(V x, V y, V z) => Avx512F.TernaryLogic(x, y, z, 0xCA);

    private static V Majority(V x, V y, V z) => Avx512F.TernaryLogic(x, y, z, 0xE8);

    private static V Parity(V x, V y, V z) => Avx512F.TernaryLogic(x, y, z, 0x96);

    private static V Big0(V x) => Parity(Avx512F.RotateRight(x, 2), Avx512F.RotateRight(x, 13), Avx512F.RotateRight(x, 22));

    private static V Big1(V x) => Parity(Avx512F.RotateRight(x, 6), Avx512F.RotateRight(x, 11), Avx512F.RotateRight(x, 25));

    private static V Small0(V x) => Parity(Avx512F.RotateRight(x, 7), Avx512F.RotateRight(x, 18), x >>> 3);

    private static V Small1(V x) => Parity(Avx512F.RotateRight(x, 17), Avx512F.RotateRight(x, 19), x >>> 10);
}
