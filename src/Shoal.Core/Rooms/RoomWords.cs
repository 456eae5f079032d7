using System.Globalization;
using System.Text;

namespace Shoal.Core.Rooms;

/// <summary>Cuts names and questions into words, without regard to case and accents: "Café-2026.JPG" is cafe, 2026, jpg.</summary>
public static class RoomWords
{
    /// <summary>Words of a question that count.</summary>
    public const int QuestionWordsMax = 16;

    /// <summary>Longest word, in UTF-16 units; the rest is cut.</summary>
    public const int WordUnitsMax = 64;

    // U+00DF to U+017F; the runtime's own normalisation is off where no culture data is carried along.
    private const int FirstAccented = 0xdf, AccentedCount = 161;
    private const string BaseLetters =
        "saaaaaaaceeeeiiiidnooooo.ouuuuytyaaaaaaccccccccdd.deeeeeeeeeegggggggghh.hiiiiiii"
        + "iii..jjkkkllllll...lnnnnnn..noooooo.orrrrrrsssssssstttt.tuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>The words, in their order, doubles included.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var folded = Fold(text);
        for (var at = 0; at < folded.Length;)
        {
            if (!char.IsLetterOrDigit(folded[at]) && !char.IsSurrogate(folded[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < folded.Length && (char.IsLetterOrDigit(folded[at]) || char.IsSurrogate(folded[at]))) at++;
            yield return folded[start..Math.Min(at, start + WordUnitsMax)];
        }
    }

    /// <summary>Lower case, Latin letters without accents: what was typed on different systems in different ways becomes one.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(rune);
            if (lower.Value is >= FirstAccented and < FirstAccented + AccentedCount && BaseLetters[lower.Value - FirstAccented] is not '.' and var letter) output.Append(letter);
            else if (Rune.GetUnicodeCategory(lower) != UnicodeCategory.NonSpacingMark) output.Append(lower.ToString());
        }

        return output.ToString();
    }
}
