using System.Globalization;
using System.Text;

namespace Shoal.Terminal;

/// <summary>Makes text from strangers safe to print.</summary>
internal static class TerminalText
{
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format)
                safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else safe.Append(rune);
        }

        return safe.ToString();
    }
}
