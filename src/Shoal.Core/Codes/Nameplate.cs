using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Codes;

/// <summary>The public digits of a code: by them the two sides find each other.</summary>
public readonly record struct Nameplate
{
    /// <summary>Fewest and most digits read; longer ones are for searches where more people meet (the DHT).</summary>
    public const int MinDigits = 4, MaxDigits = 9;

    private readonly string? _digits;

    private Nameplate(string digits) => _digits = digits;

    /// <summary>Name of the swarm both sides look for: nothing but the digits can be told from it.</summary>
    public InfoHash RendezvousName
    {
        get
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.ASCII.GetBytes("shoal code 1" + _digits), hash);
            return new InfoHash(hash[..InfoHash.Size]);
        }
    }

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Nameplate? nameplate)
    {
        nameplate = null;
        if (text.Length is < MinDigits or > MaxDigits) return false;
        foreach (var c in text)
            if (!char.IsAsciiDigit(c)) return false;
        nameplate = new Nameplate(text.ToString());
        return true;
    }

    /// <exception cref="FormatException">Not four to nine digits.</exception>
    public static Nameplate Parse(string text) =>
        TryParse(text, out var nameplate) ? nameplate.Value : throw new FormatException("A nameplate is four to nine digits.");

    public override string ToString() => _digits ?? string.Empty;
}
