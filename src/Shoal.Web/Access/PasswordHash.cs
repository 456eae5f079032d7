using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shoal.Web.Access;

/// <summary>A password as it is kept: PBKDF2 with SHA-256 and a salt, in one line of text.</summary>
/// <remarks>Format: <c>pbkdf2-sha256$ROUNDS$SALT$HASH</c>, salt and hash in Base64. The rounds travel along, so they can grow.</remarks>
internal static class PasswordHash
{
    /// <summary>Shortest password taken, in characters.</summary>
    public const int MinLength = 8;

    /// <summary>Longest, in characters: hashing megabytes would be somebody's attack.</summary>
    public const int MaxLength = 1_024;

    private const int Rounds = 600_000;   // OWASP's advice for PBKDF2-HMAC-SHA256
    private const int MaxRounds = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const string Kind = "pbkdf2-sha256";

    public static string Create(string password, int rounds = Rounds)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(password, salt, rounds);
        return string.Create(CultureInfo.InvariantCulture, $"{Kind}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Takes as long for a wrong password as for the right one. A line that is none of ours answers to no password.</summary>
    public static bool Verify(string line, string password)
    {
        var parts = line.Trim().Split('$');
        if (parts.Length != 4 || parts[0] != Kind || password.Length > MaxLength) return false;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds is < 1 or > MaxRounds) return false;
        Span<byte> salt = stackalloc byte[SaltBytes], hash = stackalloc byte[HashBytes];
        return Convert.TryFromBase64String(parts[2], salt, out var saltBytes) && saltBytes == SaltBytes
            && Convert.TryFromBase64String(parts[3], hash, out var hashBytes) && hashBytes == HashBytes
            && CryptographicOperations.FixedTimeEquals(hash, Derive(password, salt, rounds));
    }

    private static byte[] Derive(string password, ReadOnlySpan<byte> salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA256, HashBytes);
}
