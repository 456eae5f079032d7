using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector256<uint>;

namespace Shoal.Core.Hashing;

/// <summary>Turns eight 64-byte rows into sixteen vectors, each with the same big-endian word of every row.</summary>
internal static unsafe class Transpose256
{
    /// <summary>Reverses the bytes of each 32-bit word.</summary>
    internal static readonly Vector256<byte> Swap = Vector256.Create(
        3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, (byte)12);

    public static bool IsSupported => Vector256.IsHardwareAccelerated && Avx2.IsSupported;

    /// <param name="rows">Eight rows, each with 64 bytes at <paramref name="offset"/>.</param>
    /// <param name="offset">Bytes from the start of each row.</param>
    /// <param name="words">Receives 16 x 8 words.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void LoadWords(byte** rows, nint offset, uint* words)
    {
        LoadHalf(rows, offset, words);
        LoadHalf(rows, offset + 32, words + 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadHalf(byte** rows, nint offset, uint* words)
    {
        LoadFour(rows, offset, out var a0, out var a1, out var a2, out var a3);
        LoadFour(rows + 4, offset, out var b0, out var b1, out var b2, out var b3);
        StoreTwo(a0, b0, words);
        StoreTwo(a1, b1, words + 8);
        StoreTwo(a2, b2, words + 16);
        StoreTwo(a3, b3, words + 24);
    }

    /// <summary>Word 4q + j of the four rows lands in half q of output j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFour(byte** rows, nint offset, out V o0, out V o1, out V o2, out V o3)
    {
        var r0 = Avx2.Shuffle(Vector256.Load(rows[0] + offset), Swap).AsUInt32();
        var r1 = Avx2.Shuffle(Vector256.Load(rows[1] + offset), Swap).AsUInt32();
        var r2 = Avx2.Shuffle(Vector256.Load(rows[2] + offset), Swap).AsUInt32();
        var r3 = Avx2.Shuffle(Vector256.Load(rows[3] + offset), Swap).AsUInt32();
        var low01 = Avx2.UnpackLow(r0, r1).AsUInt64();
        var high01 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        var low23 = Avx2.UnpackLow(r2, r3).AsUInt64();
        var high23 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        o0 = Avx2.UnpackLow(low01, low23).AsUInt32();
        o1 = Avx2.UnpackHigh(low01, low23).AsUInt32();
        o2 = Avx2.UnpackLow(high01, high23).AsUInt32();
        o3 = Avx2.UnpackHigh(high01, high23).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTwo(V a, V b, uint* words)
    {
        Avx2.Permute2x128(a, b, 0x20).Store(words);
        Avx2.Permute2x128(a, b, 0x31).Store(words + 32);
    }
}
