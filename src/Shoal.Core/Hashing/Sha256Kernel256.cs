using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<uint>;

namespace Shoal.Core.Hashing;

/// <summary>SHA-256's compression of eight messages at once (FIPS 180-4, 6.2.2) with AVX2.</summary>
internal readonly unsafe struct Sha256Kernel256 : ILaneKernel
{
    public static bool IsSupported => Transpose256.IsSupported;

    public static int Lanes => 8;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(uint* state, byte** rows, nint blocks)
    {
        var room = stackalloc uint[64 * 8 + 8];
        var words = (uint*)(((nint)room + 31) & ~31);
        var a = Vector256.Load(state);
        var b = Vector256.Load(state + 8);
        var c = Vector256.Load(state + 16);
        var d = Vector256.Load(state + 24);
        var e = Vector256.Load(state + 32);
        var f = Vector256.Load(state + 40);
        var g = Vector256.Load(state + 48);
        var h = Vector256.Load(state + 56);
        for (nint i = 0; i < blocks; i++)
        {
            Transpose256.LoadWords(rows, i * 64, words);
            ExtendSchedule(words);
            var (a0, b0, c0, d0, e0, f0, g0, h0) = (a, b, c, d, e, f, g, h);
            var k = Sha256Constants.Rounds;
            for (var w = words; w < words + 64 * 8; w += 8 * 8)
            {
                h += Vector256.Load(w + 0) + Vector256.Create(k[0]) + Choose(e, f, g) + Big1(e); d += h; h += Majority(a, b, c) + Big0(a);
                g += Vector256.Load(w + 8) + Vector256.Create(k[1]) + Choose(d, e, f) + Big1(d); c += g; g += Majority(h, a, b) + Big0(h);
                f += Vector256.Load(w + 16) + Vector256.Create(k[2]) + Choose(c, d, e) + Big1(c); b += f; f += Majority(g, h, a) + Big0(g);
                e += Vector256.Load(w + 24) + Vector256.Create(k[3]) + Choose(b, c, d) + Big1(b); a += e; e += Majority(f, g, h) + Big0(f);
                d += Vector256.Load(w + 32) + Vector256.Create(k[4]) + Choose(a, b, c) + Big1(a); h += d; d += Majority(e, f, g) + Big0(e);
                c += Vector256.Load(w + 40) + Vector256.Create(k[5]) + Choose(h, a, b) + Big1(h); g += c; c += Majority(d, e, f) + Big0(d);
                b += Vector256.Load(w + 48) + Vector256.Create(k[6]) + Choose(g, h, a) + Big1(g); f += b; b += Majority(c, d, e) + Big0(c);
                a += Vector256.Load(w + 56) + Vector256.Create(k[7]) + Choose(f, g, h) + Big1(f); e += a; a += Majority(b, c, d) + Big0(b);
                k += 8;
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
        b.Store(state + 8);
        c.Store(state + 16);
        d.Store(state + 24);
        e.Store(state + 32);
        f.Store(state + 40);
        g.Store(state + 48);
        h.Store(state + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExtendSchedule(uint* words)
    {
        for (var w = words + 16 * 8; w < words + 64 * 8; w += 8)
        {
            var next = Small1(Vector256.Load(w - 2 * 8)) + Vector256.Load(w - 7 * 8)
                + Small0(Vector256.Load(w - 15 * 8)) + Vector256.Load(w - 16 * 8);
            next.Store(w);
        }
    }

    private static V Choose(V x, V y, V z) => z ^ (x & (y ^ z));

    private static V Majority(V x, V y, V z) => (x & y) | (z & (x | y));

    private static V Big0(V x) => RotateRight(x, 2) ^ RotateRight(x, 13) ^ RotateRight(x, 22);

    private static V Big1(V x) => RotateRight(x, 6) ^ RotateRight(x, 11) ^ RotateRight(x, 25);

    private static V Small0(V x) => RotateRight(x, 7) ^ RotateRight(x, 18) ^ (x >>> 3);

    private static V Small1(V x) => RotateRight(x, 17) ^ RotateRight(x, 19) ^ (x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V RotateRight(V x, int bits) => (x >>> bits) | (x << (32 - bits));
}
