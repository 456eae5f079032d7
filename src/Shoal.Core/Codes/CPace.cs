using System.Security.Cryptography;

namespace Shoal.Core.Codes;

/// <summary>CPace, a balanced PAKE (draft-irtf-cfrg-cpace-21), suite CPACE-P256_XMD:SHA-256_SSWU_NU_-SHA256, initiator and responder.</summary>
/// <remarks>
/// From a short secret both sides get a long key; who does not know the secret learns nothing but whether one guess was right.
/// Points are multiplied by the platform's ECDH, which gives x alone: the y beside it may be either, for only x goes into the key.
/// Group and parameters are fixed here and never come off the wire (CVE-2021-31603).
/// </remarks>
internal static class CPace
{
    public const int ShareBytes = P256Curve.PointSize;
    public const int KeyBytes = SHA256.HashSizeInBytes;
    private const int HashBlockBytes = 64;

    private static ReadOnlySpan<byte> Dsi => "CPaceP256_XMD:SHA-256_SSWU_NU_"u8;
    private static ReadOnlySpan<byte> EncodingTag => "CPaceP256_XMD:SHA-256_SSWU_NU__DST"u8;
    private static ReadOnlySpan<byte> IskTag => "CPaceP256_XMD:SHA-256_SSWU_NU__ISK"u8;

    /// <summary>The point that stands in for the curve's generator: nobody without the secret can make it.</summary>
    public static byte[] Generator(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> sid)
    {
        var point = new byte[ShareBytes];
        P256Curve.Encode(GeneratorString(secret, channel, sid), EncodingTag, point);
        return point;
    }

    /// <summary>Our share: the generator times our scalar.</summary>
    /// <exception cref="CryptographicException">The platform has no P-256.</exception>
    public static byte[] Share(ECDiffieHellman scalar, ReadOnlySpan<byte> generator)
    {
        var share = new byte[ShareBytes];
        P256Curve.TryComplete(MultiplyX(scalar, generator), share);
        return share;
    }

    /// <summary>The common secret K; false for a share that is no point of the curve, or our own sent back.</summary>
    public static bool TryAgree(ECDiffieHellman scalar, ReadOnlySpan<byte> theirs, ReadOnlySpan<byte> ours, out byte[] k)
    {
        k = [];
        // A point and its negative share x and give the same key: both count as our own.
        if (!P256Curve.IsPoint(theirs) || theirs.Slice(1, P256Element.Size).SequenceEqual(ours.Slice(1, P256Element.Size))) return false;
        k = MultiplyX(scalar, theirs);
        return true;
    }

    /// <summary>The key of the session (ISK), over everything both sides saw.</summary>
    public static byte[] SessionKey(
        ReadOnlySpan<byte> sid, ReadOnlySpan<byte> k, ReadOnlySpan<byte> shareA, ReadOnlySpan<byte> adA, ReadOnlySpan<byte> shareB, ReadOnlySpan<byte> adB)
    {
        var input = new LengthPrefixed();
        input.Add(IskTag).Add(sid).Add(k);
        input.Add(shareA).Add(adA).Add(shareB).Add(adB);
        return SHA256.HashData(input.Bytes);
    }

    /// <summary>A side's proof that it has the key.</summary>
    public static byte[] Tag(ReadOnlySpan<byte> sid, ReadOnlySpan<byte> sessionKey, ReadOnlySpan<byte> share, ReadOnlySpan<byte> ad)
    {
        var key = SHA256.HashData([.. "CPaceMac"u8, .. sid, .. sessionKey]);
        return HMACSHA256.HashData(key, new LengthPrefixed().Add(share).Add(ad).Bytes);
    }

    internal static byte[] GeneratorString(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> sid)
    {
        // The zeros fill the hash's first block, so that a hash over the secret takes the same time whatever follows.
        var padding = Math.Max(0, HashBlockBytes - 1 - LengthPrefixed.SizeOf(secret.Length) - LengthPrefixed.SizeOf(Dsi.Length));
        return new LengthPrefixed().Add(Dsi).Add(secret).Add(new byte[padding]).Add(channel).Add(sid).Bytes;
    }

    // x of a point times the scalar.
    internal static byte[] MultiplyX(ECDiffieHellman scalar, ReadOnlySpan<byte> point)
    {
        using var other = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point.Slice(1, P256Element.Size).ToArray(), Y = point[(1 + P256Element.Size)..].ToArray() },
        });
        using var key = other.PublicKey;
        return scalar.DeriveRawSecretAgreement(key);
    }
}
