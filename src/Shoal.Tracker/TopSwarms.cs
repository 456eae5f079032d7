using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Finds the swarms with the most peers.</summary>
/// <param name="count">How many, at most.</param>
/// <param name="isV4">Of which family; null for both, whose numbers are then added.</param>
internal sealed class TopSwarms(int count, bool? isV4) : ISwarmVisitor
{
    private readonly PriorityQueue<(InfoHash Hash, ScrapeCounts Counts), int> _largest = new();
    private readonly Dictionary<InfoHash, ScrapeCounts> _shard = [];

    public void Visit<TPeer>(SwarmBook<TPeer> book, in SwarmView<TPeer> swarm)
        where TPeer : unmanaged, ISwarmPeer<TPeer>
    {
        if (isV4 is { } only && only != (typeof(TPeer) == typeof(SwarmPeerV4))) return;
        var size = swarm.Counts.Seeds + swarm.Counts.Leechers;
        if (size == 0) return;
        // The larger family alone decides who is looked at; a swarm that is small in both is not at the top.
        if (_largest.Count >= count && _largest.TryPeek(out _, out var least) && size * 2 <= least) return;
        var known = _shard.GetValueOrDefault(swarm.Hash);
        _shard[swarm.Hash] = new ScrapeCounts(
            known.Seeds + swarm.Counts.Seeds, known.Downloads + swarm.Counts.Downloads, known.Leechers + swarm.Counts.Leechers);
    }

    public void EndShard()
    {
        foreach (var (hash, counts) in _shard)
        {
            _largest.Enqueue((hash, counts), counts.Seeds + counts.Leechers);
            if (_largest.Count > count) _largest.Dequeue();
        }

        _shard.Clear();
    }

    /// <summary>The largest first.</summary>
    public IReadOnlyList<(InfoHash Hash, ScrapeCounts Counts)> Largest() =>
        [.. _largest.UnorderedItems.OrderByDescending(i => i.Priority).Select(i => i.Element)];
}
