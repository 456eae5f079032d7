using System.Globalization;

namespace Shoal.Core.Metainfo;

/// <summary>Files of a torrent by their numbers, both ends included (BEP 53).</summary>
public readonly record struct FileRange(int First, int Last)
{
    /// <summary>Highest file number understood: more files than a torrent can list.</summary>
    public const int MaxIndex = 1_000_000;

    public bool Contains(int index) => index >= First && index <= Last;

    /// <summary>"3" or "3-5".</summary>
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    /// <summary>Reads "0,2,4-6", leaving out what is no number or range, and merges what overlaps or touches.</summary>
    public static IReadOnlyList<FileRange> ReadList(ReadOnlySpan<char> text, IEnumerable<FileRange> others)
    {
        var ranges = new List<FileRange>(others);
        foreach (var part in text.Split(','))
        {
            if (TryRead(text[part], out var range)) ranges.Add(range);
        }

        ranges.Sort((left, right) => left.First.CompareTo(right.First));
        var merged = new List<FileRange>();
        foreach (var range in ranges)
        {
            if (merged.Count == 0 || range.First > merged[^1].Last + 1) merged.Add(range);
            else merged[^1] = new(merged[^1].First, Math.Max(merged[^1].Last, range.Last));
        }

        return merged;
    }

    private static bool TryRead(ReadOnlySpan<char> text, out FileRange range)
    {
        range = default;
        var dash = text.IndexOf('-');
        if (!TryReadIndex(dash < 0 ? text : text[..dash], out var first)) return false;
        if (!TryReadIndex(dash < 0 ? text : text[(dash + 1)..], out var last)) return false;
        range = new FileRange(first, last);
        return first <= last;
    }

    private static bool TryReadIndex(ReadOnlySpan<char> text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index <= MaxIndex;
}
