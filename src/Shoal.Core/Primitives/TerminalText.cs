using System.Globalization;
using System.Text;

namespace Shoal.Core.Primitives;

/// <summary>Makes strings of strangers safe to print: names, messages of trackers, clients' names (CVE-2023-43620).</summary>
public static class TerminalText
{
    /// <summary>
    /// The text on one line, with everything that steers a terminal, turns the direction of writing or cannot be seen
    /// shown as an escape ("\x1b", "\u202e"). The same string when there is nothing of the kind.
    /// </summary>
    public static string Escape(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~') return EscapeFrom(text);
        }

        return text;
    }

    private static string EscapeFrom(string text)
    {
        var output = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                if (IsPrintable(rune)) output.Append(rune.ToString());
                else AppendEscape(output, rune.Value);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                AppendEscape(output, text[i++]);   // half of a surrogate pair
            }
        }

        return output.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void AppendEscape(StringBuilder output, int value) => _ = value switch
    {
        '\n' => output.Append("\\n"),
        '\r' => output.Append("\\r"),
        '\t' => output.Append("\\t"),
        <= 0xff => output.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
        <= 0xffff => output.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
        _ => output.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
    };
}
