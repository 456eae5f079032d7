using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<uint>;

namespace Shoal.Core.Hashing;

/// <summary>Turns sixteen 64-byte rows into sixteen vectors, each with the same big-endian word of every row.</summary>
internal static unsafe class Transpose512
{
    private static readonly Vector512<byte> Swap = Vector512.Create(Transpose256.Swap, Transpose256.Swap);

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512BW.IsSupported;

    /// <param name="rows">Sixteen rows, each with 64 bytes at <paramref name="offset"/>.</param>
    /// <param name="offset">Bytes from the start of each row.</param>
    /// <param name="words">Receives 16 x 16 words; aligned to 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void LoadWords(byte** rows, nint offset, uint* words)
    {
        var swap = Swap;
        LoadFour(rows, offset, swap, out var a0, out var a1, out var a2, out var a3);
        LoadFour(rows + 4, offset, swap, out var b0, out var b1, out var b2, out var b3);
        LoadFour(rows + 8, offset, swap, out var c0, out var c1, out var c2, out var c3);
        LoadFour(rows + 12, offset, swap, out var d0, out var d1, out var d2, out var d3);
        StoreFour(a0, b0, c0, d0, words);
        StoreFour(a1, b1, c1, d1, words + 16);
        StoreFour(a2, b2, c2, d2, words + 32);
        StoreFour(a3, b3, c3, d3, words + 48);
    }

    /// <summary>Word 4q + j of the four rows lands in quarter q of output j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFour(byte** rows, nint offset, Vector512<byte> swap, out V o0, out V o1, out V o2, out V o3)
    {
        var r0 = Avx512BW.Shuffle(Vector512.Load(rows[0] + offset), swap).AsUInt32();
        var r1 = Avx512BW.Shuffle(Vector512.Load(rows[1] + offset), swap).AsUInt32();
        var r2 = Avx512BW.Shuffle(Vector512.Load(rows[2] + offset), swap).AsUInt32();
        var r3 = Avx512BW.Shuffle(Vector512.Load(rows[3] + offset), swap).AsUInt32();
        var low01 = Avx512F.UnpackLow(r0, r1).AsUInt64();
        var high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
        var low23 = Avx512F.UnpackLow(r2, r3).AsUInt64();
        var high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
        o0 = Avx512F.UnpackLow(low01, low23).AsUInt32();
        o1 = Avx512F.UnpackHigh(low01, low23).AsUInt32();
        o2 = Avx512F.UnpackLow(high01, high23).AsUInt32();
        o3 = Avx512F.UnpackHigh(high01, high23).AsUInt32();
    }

    /// <summary>Gathers quarter q of the four inputs into the vector of word 4q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(V a, V b, V c, V d, uint* words)
    {
        var ab01 = Avx512F.Shuffle4x128(a, b, 0x44);
        var ab23 = Avx512F.Shuffle4x128(a, b, 0xEE);
        var cd01 = Avx512F.Shuffle4x128(c, d, 0x44);
        var cd23 = Avx512F.Shuffle4x128(c, d, 0xEE);
        Avx512F.Shuffle4x128(ab01, cd01, 0x88).Store(words);
        Avx512F.Shuffle4x128(ab01, cd01, 0xDD).Store(words + 64);
        Avx512F.Shuffle4x128(ab23, cd23, 0x88).Store(words + 128);
        Avx512F.Shuffle4x128(ab23, cd23, 0xDD).Store(words + 192);
    }
}
