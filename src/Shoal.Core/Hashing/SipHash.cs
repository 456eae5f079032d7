using System.Numerics;

namespace Shoal.Core.Hashing;

/// <summary>SipHash-2-4 (Aumasson and Bernstein) of a message of 24 bytes: a keyed hash that is short and quick, for proofs that need no memory.</summary>
public static class SipHash
{
    /// <param name="key0">Secret and random.</param>
    /// <param name="key1">The other half.</param>
    public static ulong Of(ulong key0, ulong key1, ulong m0, ulong m1, ulong m2)
    {
        const ulong LengthBlock = 24UL << 56;
        var v0 = key0 ^ 0x736f6d6570736575;
        var v1 = key1 ^ 0x646f72616e646f6d;
        var v2 = key0 ^ 0x6c7967656e657261;
        var v3 = key1 ^ 0x7465646279746573;
        Block(m0, ref v0, ref v1, ref v2, ref v3);
        Block(m1, ref v0, ref v1, ref v2, ref v3);
        Block(m2, ref v0, ref v1, ref v2, ref v3);
        Block(LengthBlock, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xFF;
        for (var i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Block(ulong m, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= m;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= m;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
