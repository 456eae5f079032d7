using System.Globalization;
using System.Text;

namespace Shoal.Core.Primitives;

/// <summary>Words that an owner puts on torrents to find them by.</summary>
public static class TorrentLabels
{
    /// <summary>Most labels of one torrent.</summary>
    public const int MaxCount = 16;

    /// <summary>Longest label, in UTF-16 units.</summary>
    public const int MaxLength = 64;

    /// <summary>Trims labels and leaves doubles out, upper and lower case being the same; the order stays.</summary>
    /// <param name="given">As the owner wrote them.</param>
    /// <param name="labels">Gets what can be kept.</param>
    /// <param name="fault">What is wrong, in one line; null when nothing is.</param>
    public static bool TryRead(IEnumerable<string> given, out IReadOnlyList<string> labels, out string? fault)
    {
        var kept = new List<string>();
        (labels, fault) = (kept, null);
        foreach (var label in given.Select(label => label.Trim()))
        {
            if (label.Length is 0 or > MaxLength) fault = $"A label has 1 to {MaxLength} characters.";
            else if (label.Contains(',', StringComparison.Ordinal) || !IsPrintable(label)) fault = "A label has no comma and no control characters.";
            if (fault is not null) return false;
            if (!kept.Contains(label, StringComparer.OrdinalIgnoreCase)) kept.Add(label);
        }

        if (kept.Count == 0) labels = [];
        if (kept.Count > MaxCount) fault = $"A torrent has at most {MaxCount} labels.";
        return fault is null;
    }

    private static bool IsPrintable(string label)
    {
        foreach (var rune in label.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || rune == Rune.ReplacementChar) return false;
        }

        return true;
    }
}
