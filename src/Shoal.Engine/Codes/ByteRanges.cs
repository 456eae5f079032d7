namespace Shoal.Engine.Codes;

/// <summary>Which bytes of a file were read, in any order and more than once. Pure; its owner holds a lock.</summary>
internal sealed class ByteRanges
{
    /// <summary>Most gaps remembered; a read that would make one more is not counted.</summary>
    public const int MaxRanges = 1_000;

    // In order, apart from each other.
    private readonly List<(long From, long To)> _ranges = [];

    public int Count => _ranges.Count;

    /// <summary>Takes the bytes from one place up to another.</summary>
    /// <returns>How many of them are new.</returns>
    public long Add(long from, long to)
    {
        var first = _ranges.FindIndex(range => range.To >= from);
        if (first < 0) first = _ranges.Count;
        var (start, end, known, last) = (from, to, 0L, first);
        for (; last < _ranges.Count && _ranges[last].From <= to; last++)
        {
            (start, end) = (Math.Min(start, _ranges[last].From), Math.Max(end, _ranges[last].To));
            known += _ranges[last].To - _ranges[last].From;
        }

        if (last == first && _ranges.Count == MaxRanges) return 0;
        _ranges.RemoveRange(first, last - first);
        _ranges.Insert(first, (start, end));
        return end - start - known;
    }
}
