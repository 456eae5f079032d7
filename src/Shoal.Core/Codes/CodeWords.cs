namespace Shoal.Core.Codes;

/// <summary>The 1,024 words that codes are made of: 10 bits each.</summary>
/// <remarks>
/// Four to eight letters, no two begin with the same three, and any two differ in at least three places: three letters complete
/// a word, and one slip of the finger is always put right. <c>CodeWordsTests</c> holds the list to that.
/// </remarks>
public static partial class CodeWords
{
    /// <summary>Words in the list.</summary>
    public const int Count = 1024;

    /// <summary>Letters that tell a word from all others.</summary>
    public const int PrefixLength = 3;

    /// <summary>Longest word, in letters.</summary>
    public const int MaxLength = 8;

    // Two words are three apart, so what is one off is nearer to one word than to any other.
    private const int MaxSlips = 1;

    private static readonly string[] Words = List.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The words in alphabetical order.</summary>
    public static ReadOnlySpan<string> All => Words;

    /// <summary>True for a word of the list, spelled in lower case.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => IndexOf(word) >= 0;

    /// <summary>The one word that begins like this; null when there is none, or more than one.</summary>
    public static string? Complete(ReadOnlySpan<char> start)
    {
        var first = ~Math.Min(IndexOf(start), -1);
        if (IndexOf(start) is >= 0 and var exact) return Words[exact];
        if (start.IsEmpty || first >= Words.Length || !Words[first].AsSpan().StartsWith(start)) return null;
        return first + 1 < Words.Length && Words[first + 1].AsSpan().StartsWith(start) ? null : Words[first];
    }

    /// <summary>All words that begin like this, in order, at most <paramref name="max"/>.</summary>
    public static IReadOnlyList<string> Beginning(string start, int max) =>
        [.. Words.SkipWhile(word => string.CompareOrdinal(word, start) < 0)
            .TakeWhile(word => word.StartsWith(start, StringComparison.Ordinal)).Take(max)];

    /// <summary>The word that was meant by a mistyped one: a letter wrong, missing, too many, or two in each other's place. Null when no word is near.</summary>
    public static string? Nearest(ReadOnlySpan<char> typed)
    {
        if (typed.Length > MaxLength + MaxSlips) return null;
        foreach (var word in Words)
            if (Slips(typed, word) <= MaxSlips) return word;
        return null;
    }

    private static int IndexOf(ReadOnlySpan<char> word)
    {
        var (low, high) = (0, Words.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (word.SequenceCompareTo(Words[middle]) > 0) low = middle + 1;
            else high = middle;
        }

        return low < Words.Length && word.SequenceEqual(Words[low]) ? low : ~low;
    }

    /// <summary>How many slips of the finger lie between two words: edits, and neighbours in each other's place.</summary>
    internal static int Slips(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (Math.Abs(a.Length - b.Length) > MaxLength || a.Length > 2 * MaxLength) return int.MaxValue;
        Span<int> rows = stackalloc int[3 * (2 * MaxLength + 1)];
        var width = b.Length + 1;
        Span<int> before = rows[..width], last = rows.Slice(width, width), row = rows.Slice(2 * width, width);
        for (var j = 0; j < width; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j < width; j++)
            {
                var change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            var spare = before;
            before = last;
            last = row;
            row = spare;
        }

        return last[b.Length];
    }
}
