using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Shoal.Core.Codes;

/// <summary>What people tell each other: "4821-harbor-violet-tuna". The digits are public, the words are the secret.</summary>
public sealed class ShareCode
{
    /// <summary>Digits of a nameplate: enough that two senders in one place rarely meet, few enough to say.</summary>
    public const int NameplateDigits = 4;

    /// <summary>Words of a code: 30 bits, guessed five times at most.</summary>
    public const int WordCount = 3;

    /// <summary>Random bytes a code is made of.</summary>
    public const int RandomBytes = 4 + 2 * WordCount;

    private readonly string[] _words;

    private ShareCode(Nameplate nameplate, string[] words) => (Nameplate, _words) = (nameplate, words);

    public Nameplate Nameplate { get; }

    /// <summary>The secret words.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>The secret, for the PAKE.</summary>
    public CodeSecret Secret => CodeSecret.OfWords(_words);

    /// <param name="random">Fresh random bytes, <see cref="RandomBytes"/> of them: nameplate and words do not depend on each other (CVE-2023-43617).</param>
    public static ShareCode Create(ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, RandomBytes);
        var digits = BinaryPrimitives.ReadUInt32BigEndian(random) % 10_000;   // 2^32 is 10,000 a hundred thousand times over: no bias to speak of
        var words = new string[WordCount];
        for (var i = 0; i < WordCount; i++)
            words[i] = CodeWords.All[BinaryPrimitives.ReadUInt16BigEndian(random[(4 + 2 * i)..]) % CodeWords.Count];
        return new ShareCode(Nameplate.Parse(digits.ToString("D4", CultureInfo.InvariantCulture)), words);
    }

    /// <summary>Reads what a person typed: any case, anything between the parts, words begun far enough to be known.</summary>
    /// <param name="text">From the keyboard or the clipboard.</param>
    /// <param name="code">The code; null when it is not whole.</param>
    /// <param name="problem">What is wrong, for people, with the word that was meant; null when the code is whole.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ShareCode? code, [NotNullWhen(false)] out string? problem)
    {
        code = null;
        var parts = Split(text ?? string.Empty);
        if (parts.Count == 0 || !Nameplate.TryParse(parts[0], out var nameplate))
        {
            problem = "A code begins with its digits, as in 4821-harbor-violet-tuna.";
            return false;
        }

        if (parts.Count != WordCount + 1)
        {
            problem = $"A code has {WordCount} words after its digits; this has {parts.Count - 1}.";
            return false;
        }

        var words = new string[WordCount];
        for (var i = 0; i < WordCount; i++)
        {
            if (CodeWords.Complete(parts[i + 1]) is { } word)
            {
                words[i] = word;
                continue;
            }

            problem = CodeWords.Nearest(parts[i + 1]) is { } meant ? $"{parts[i + 1]}: {meant}?" : $"{parts[i + 1]}: no code has this word.";
            return false;
        }

        (code, problem) = (new ShareCode(nameplate.Value, words), null);
        return true;
    }

    /// <summary>The same text with every mistyped word put right, where it is clear what was meant; null when it is not, or when nothing is wrong.</summary>
    public static string? Repair(string? text)
    {
        var parts = Split(text ?? string.Empty);
        if (parts.Count != WordCount + 1 || TryParse(text, out _, out _)) return null;
        for (var i = 1; i < parts.Count; i++)
        {
            if ((CodeWords.Complete(parts[i]) ?? CodeWords.Nearest(parts[i])) is not { } meant) return null;
            parts[i] = meant;
        }

        return TryParse(string.Join('-', parts), out var code, out _) ? code.ToString() : null;
    }

    /// <summary>True for what cannot be anything else than a code, right or mistyped: digits, and the right number of words.</summary>
    public static bool LooksLike(string text) =>
        Split(text) is { Count: WordCount + 1 } parts && Nameplate.TryParse(parts[0], out _) && parts.Skip(1).All(part => part.All(char.IsAsciiLetter));

    public override string ToString() => $"{Nameplate}-{string.Join('-', _words)}";

    // Longer texts than any code are not looked at.
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        foreach (var c in text.Length > 200 ? string.Empty : text + ' ')
        {
            if (char.IsAsciiLetterOrDigit(c)) part.Append(char.ToLowerInvariant(c));
            else if (c is ' ' or '.' or '_' or '-' or '\t' or '\n' or '\r' or ',') Flush();
            else part.Append('?');
        }

        return parts;

        void Flush()
        {
            if (part.Length > 0) parts.Add(part.ToString());
            part.Clear();
        }
    }
}
