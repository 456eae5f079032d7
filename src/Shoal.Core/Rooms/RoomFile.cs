using Shoal.Core.Primitives;

namespace Shoal.Core.Rooms;

/// <summary>One content, wherever in the room it is and whatever it is called there.</summary>
/// <param name="Root">What it is (BEP 52).</param>
/// <param name="Length">Bytes.</param>
public sealed record RoomFile(Sha256Hash Root, long Length)
{
    private readonly List<RoomHolding> _holdings = [];

    /// <summary>Who has it, under which name; one member may have it twice.</summary>
    public IReadOnlyList<RoomHolding> Holdings => _holdings;

    /// <summary>Members that have it.</summary>
    public int HolderCount { get; private set; }

    internal void Add(RoomHolding holding)
    {
        if (!_holdings.Exists(other => other.Member == holding.Member)) HolderCount++;
        _holdings.Add(holding);
    }

    internal void Remove(MemberId member, string path)
    {
        var at = _holdings.FindIndex(holding => holding.Member == member && holding.Entry.Path == path);
        if (at < 0) return;
        _holdings.RemoveAt(at);
        if (!_holdings.Exists(other => other.Member == member)) HolderCount--;
    }
}
