using System.Security.Cryptography;

namespace Shoal.Core.Hashing;

/// <summary>Ed25519 signatures (RFC 8032), as stored items of the DHT carry (BEP 44). The runtime has none.</summary>
/// <remarks>
/// Verifying is strict where RFC 8032 leaves a choice: S below the group's order (else a signature could be changed into another valid one
/// by anybody), the key written in its one spelling and of full order (a key of small order belongs to nobody and verifies almost
/// anything), and the equation without cofactor, byte by byte against R, as the clients of the DHT do. Signing runs the same steps whatever the key.
/// </remarks>
public static class Ed25519
{
    /// <summary>Lengths in bytes.</summary>
    public const int PublicKeySize = 32;
    public const int SeedSize = 32;
    public const int SignatureSize = 64;

    /// <summary>A private key in the form that signs: scalar and prefix, SHA-512 of the seed with its bits set.</summary>
    public const int ExpandedKeySize = 64;

    /// <summary>True when the signature is the key owner's, of exactly these bytes. Any lengths may be given; nothing is thrown.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != SignatureSize) return false;
        if (!Ed25519Scalar.IsReduced(signature[32..]) || !EdwardsPoint.TryDecode(publicKey, out var key) || key.IsOfSmallOrder) return false;
        Span<byte> challenge = stackalloc byte[32], encoded = stackalloc byte[32];
        Hash(signature[..32], publicKey, message, challenge);
        EdwardsPoint.MultiplyBoth(signature[32..], challenge, key.Negate()).Encode(encoded);
        return encoded.SequenceEqual(signature[..32]);
    }

    /// <summary>Expands a seed of 32 random bytes into the form that signs.</summary>
    public static void Expand(ReadOnlySpan<byte> seed, Span<byte> expanded)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        SHA512.HashData(seed, expanded);
        expanded[0] &= 0xF8;
        expanded[31] = (byte)((expanded[31] & 0x7F) | 0x40);
    }

    /// <summary>The public half of an expanded key, 32 bytes.</summary>
    public static void PublicKeyOf(ReadOnlySpan<byte> expanded, Span<byte> publicKey) =>
        EdwardsPoint.Base.Multiply(expanded[..32]).Encode(publicKey);

    /// <summary>Signs with an expanded key; writes 64 bytes.</summary>
    public static void Sign(ReadOnlySpan<byte> expanded, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(expanded.Length, ExpandedKeySize);
        Span<byte> publicKey = stackalloc byte[32], nonce = stackalloc byte[32], challenge = stackalloc byte[32];
        PublicKeyOf(expanded, publicKey);
        Hash(expanded[32..], message, [], nonce);
        EdwardsPoint.Base.Multiply(nonce).Encode(signature);
        Hash(signature[..32], publicKey, message, challenge);
        Ed25519Scalar.MultiplyAdd(challenge, expanded[..32], nonce, signature[32..]);
        nonce.Clear();
    }

    // SHA-512 of three parts, modulo the group's order.
    private static void Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> reduced)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        Span<byte> wide = stackalloc byte[64];
        hash.GetHashAndReset(wide);
        Ed25519Scalar.Reduce(wide, reduced);
    }
}
