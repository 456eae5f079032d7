using System.Globalization;
using System.Text;

namespace Shoal.Terminal;

/// <summary>Text measured in terminal cells: East Asian wide characters take two, combining marks none.</summary>
internal static class CellText
{
    public static int Width(string text)
    {
        var cells = 0;
        foreach (var rune in text.EnumerateRunes()) cells += Width(rune);
        return cells;
    }

    /// <summary>At most <paramref name="cells"/> wide; what does not fit is cut in the middle, so that both the start and a file's ending stay.</summary>
    public static string Fit(string text, int cells)
    {
        if (Width(text) <= cells) return text;
        if (cells < 8) return Take(text.EnumerateRunes(), cells, out _).ToString();
        var runes = text.EnumerateRunes().ToArray();
        var tail = Take(runes.Reverse(), (cells - 3) / 3, out var tailCells);
        var head = Take(runes, cells - 3 - tailCells, out _);
        var end = string.Concat(tail.ToString().EnumerateRunes().Reverse());
        return head.Append("...").Append(end).ToString();
    }

    private static StringBuilder Take(IEnumerable<Rune> runes, int cells, out int taken)
    {
        var text = new StringBuilder();
        taken = 0;
        foreach (var rune in runes)
        {
            var width = Width(rune);
            if (taken + width > cells) break;
            text.Append(rune);
            taken += width;
        }

        return text;
    }

    private static int Width(Rune rune)
    {
        if (rune.Value < 0x300) return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        return rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
    }
}
