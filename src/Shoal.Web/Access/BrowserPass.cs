using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Shoal.Web.Access;

/// <summary>What a browser holds after it logged in: an end, and our seal over it. Survives restarts; a new key ends all of them.</summary>
/// <remarks>Bytes: end in Unix seconds (8, big-endian), random (8), HMAC-SHA256 over both (32); in Base64 for URLs.</remarks>
internal static class BrowserPass
{
    /// <summary>How long a browser stays logged in.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int SealedBytes = 16;
    private const int PassBytes = SealedBytes + HMACSHA256.HashSizeInBytes;

    public static string Create(ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        Span<byte> pass = stackalloc byte[PassBytes];
        BinaryPrimitives.WriteInt64BigEndian(pass, (now + Lifetime).ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(pass[8..SealedBytes]);
        HMACSHA256.HashData(key, pass[..SealedBytes], pass[SealedBytes..]);
        return Base64Url.EncodeToString(pass);
    }

    public static bool Verify(ReadOnlySpan<byte> key, string? text, DateTimeOffset now)
    {
        Span<byte> pass = stackalloc byte[PassBytes], seal = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (text is null || text.Length > 2 * PassBytes) return false;
        if (Base64Url.DecodeFromChars(text, pass, out _, out var length) != OperationStatus.Done || length != PassBytes) return false;
        HMACSHA256.HashData(key, pass[..SealedBytes], seal);
        return CryptographicOperations.FixedTimeEquals(seal, pass[SealedBytes..])
            && BinaryPrimitives.ReadInt64BigEndian(pass) > now.ToUnixTimeSeconds();
    }
}
