using System.Numerics;
using Shoal.Core.Primitives;

namespace Shoal.Core.Rooms;

/// <summary>All files of all members, found by words of their paths and by what they are. Words lead to numbers of files.</summary>
public sealed class RoomIndex
{
    private readonly Dictionary<(Sha256Hash Root, long Length), int> _numbers = [];
    private readonly List<RoomFile> _files = [];
    private readonly Dictionary<string, List<int>> _byWord = new(StringComparer.Ordinal);
    private int _stale;

    /// <summary>Different files.</summary>
    public int FileCount { get; private set; }

    /// <summary>Files at members, each counted.</summary>
    public int HoldingCount { get; private set; }

    public RoomFile? Find(Sha256Hash root, long length) =>
        _numbers.TryGetValue((root, length), out var number) && _files[number].HolderCount > 0 ? _files[number] : null;

    public void Apply(MemberId member, in CatalogChange change)
    {
        if (change.Before is { } before) Remove(member, before);
        if (change.After is { } after) Add(member, after);
    }

    /// <summary>Files with all of these words in one of their paths; a word may be any part of a word there.</summary>
    /// <param name="question">As typed; empty asks for everything.</param>
    /// <param name="max">Most files returned.</param>
    public RoomHits Search(string question, int max)
    {
        var words = RoomWords.Of(question).Distinct().Take(RoomWords.QuestionWordsMax).ToArray();
        var found = new ulong[(_files.Count + 63) / 64];
        Array.Fill(found, ulong.MaxValue);
        foreach (var word in words) Narrow(found, word);
        var best = new PriorityQueue<RoomFile, RoomFile>(Comparer<RoomFile>.Create((left, right) => Compare(right, left)));
        var total = 0;
        for (var at = 0; at < found.Length; at++)
        {
            for (var bits = found[at]; bits != 0; bits &= bits - 1)
            {
                var number = at * 64 + BitOperations.TrailingZeroCount(bits);
                if (number >= _files.Count || _files[number] is not { HolderCount: > 0 } file) continue;
                total++;
                if (best.Count == max && Compare(file, best.Peek()) >= 0) continue;
                if (_stale > 0 && !Matches(file, words)) continue;
                best.Enqueue(file, file);
                if (best.Count > max) best.Dequeue();
            }
        }

        return new RoomHits([.. best.UnorderedItems.Select(item => item.Element).Order(Comparer<RoomFile>.Create(Compare))], total);
    }

    /// <summary>Files of which one is called exactly so, path or last part of it; those with most holders first.</summary>
    public IReadOnlyList<RoomFile> FindByName(string name, int max) =>
        [.. Search(name, _files.Count).Files.Where(file => file.Holdings.Any(holding => IsCalled(holding.Entry, name))).Take(max)];

    /// <summary>The name is its path, or the last part of it, whatever the case.</summary>
    public static bool IsCalled(CatalogEntry entry, string name) =>
        entry.Path.Equals(name, StringComparison.OrdinalIgnoreCase) || entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private void Add(MemberId member, CatalogEntry entry)
    {
        if (!_numbers.TryGetValue((entry.Root, entry.Length), out var number))
        {
            number = _files.Count;
            _numbers.Add((entry.Root, entry.Length), number);
            _files.Add(new RoomFile(entry.Root, entry.Length));
        }

        var file = _files[number];
        if (file.HolderCount == 0) FileCount++;
        file.Add(new RoomHolding(member, entry));
        HoldingCount++;
        foreach (var word in RoomWords.Of(entry.Path))
        {
            if (!_byWord.TryGetValue(word, out var numbers)) _byWord.Add(word, numbers = []);
            if (numbers.Count == 0 || numbers[^1] != number) numbers.Add(number);
        }
    }

    private void Remove(MemberId member, CatalogEntry entry)
    {
        if (!_numbers.TryGetValue((entry.Root, entry.Length), out var number)) return;
        var (file, before) = (_files[number], _files[number].Holdings.Count);
        file.Remove(member, entry.Path);
        if (file.Holdings.Count == before) return;
        HoldingCount--;
        if (file.HolderCount == 0) FileCount--;
        if (++_stale > Math.Max(10_000, HoldingCount)) Rebuild();
    }

    // Words of paths that are no more lead to files that have other names now, or no holder.
    private void Rebuild()
    {
        var holdings = _files.SelectMany(file => file.Holdings).ToList();
        _numbers.Clear();
        _files.Clear();
        _byWord.Clear();
        (_stale, FileCount, HoldingCount) = (0, 0, 0);
        foreach (var holding in holdings) Add(holding.Member, holding.Entry);
    }

    private void Narrow(ulong[] found, string word)
    {
        var having = new ulong[found.Length];
        foreach (var (known, numbers) in _byWord)
        {
            if (known.Length < word.Length || !known.Contains(word, StringComparison.Ordinal)) continue;
            foreach (var number in numbers) having[number >> 6] |= 1UL << number;
        }

        for (var i = 0; i < found.Length; i++) found[i] &= having[i];
    }

    private static bool Matches(RoomFile file, string[] words) => file.Holdings.Any(holding =>
    {
        var there = RoomWords.Of(holding.Entry.Path).ToList();
        return Array.TrueForAll(words, word => there.Exists(known => known.Contains(word, StringComparison.Ordinal)));
    });

    private static int Compare(RoomFile left, RoomFile right)
    {
        if (left.HolderCount != right.HolderCount) return right.HolderCount.CompareTo(left.HolderCount);
        var order = string.CompareOrdinal(NameOf(left), NameOf(right));
        return order != 0 ? order : left.Length.CompareTo(right.Length);
    }

    private static string NameOf(RoomFile file) => file.Holdings.Count == 0 ? string.Empty : file.Holdings[0].Entry.Path;
}
