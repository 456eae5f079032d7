using System.Security.Cryptography;

namespace Shoal.Core.Hashing;

internal readonly struct Sha1Digest : ILaneDigest
{
    private static readonly uint[] Initial = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];

    public static ReadOnlySpan<uint> InitialState => Initial;

    public static void HashOne(ReadOnlySpan<byte> input, Span<byte> digest) => SHA1.HashData(input, digest);
}

internal readonly struct Sha256Digest : ILaneDigest
{
    private static readonly uint[] Initial =
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    public static ReadOnlySpan<uint> InitialState => Initial;

    public static void HashOne(ReadOnlySpan<byte> input, Span<byte> digest) => SHA256.HashData(input, digest);
}
