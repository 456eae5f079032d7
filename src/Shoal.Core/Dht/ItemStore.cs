using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>Items that others stored with us (BEP 44). Bounded, and forgets by itself.</summary>
/// <param name="maxItems">Items kept; when full, new ones are refused until others are forgotten.</param>
internal sealed class ItemStore(int maxItems)
{
    /// <summary>An item is kept for this long after it was put last; owners put theirs again each hour.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(2);

    /// <summary>Items put from one /24 or /64.</summary>
    public const int MaxOfSubnet = 64;

    private readonly Dictionary<NodeId, Stored> _items = [];
    private readonly Dictionary<NodeAddress, int> _ofSubnet = [];

    public int Count => _items.Count;

    public DhtItem? Find(NodeId target) => _items.TryGetValue(target, out var stored) ? stored.Item : null;

    /// <summary>Keeps an item, or says why not. An older edition never replaces a newer one.</summary>
    /// <param name="item">Checked.</param>
    /// <param name="cas">The edition that must be there, if any; null says nothing.</param>
    /// <param name="from">Who put it.</param>
    /// <param name="now">Monotonic time.</param>
    public KrpcError Put(DhtItem item, long? cas, NodeAddress from, TimeSpan now)
    {
        var target = item.Target;
        if (!_items.TryGetValue(target, out var stored)) return PutNew(item, target, from, now);
        if (item.IsMutable)
        {
            if (cas is { } expected && expected != stored.Item.Sequence) return KrpcError.CasMismatch;
            if (item.Sequence < stored.Item.Sequence) return KrpcError.SequenceTooLow;
            // One edition has one value; whoever signs two is no owner to be believed.
            if (item.Sequence == stored.Item.Sequence && !item.Value.SequenceEqual(stored.Item.Value)) return KrpcError.SequenceTooLow;
        }

        _items[target] = stored with { Item = item, At = now };
        return KrpcError.None;
    }

    /// <summary>Drops items that were not put again.</summary>
    public void Forget(TimeSpan now)
    {
        foreach (var (target, stored) in _items)
        {
            if (now - stored.At < KeptFor) continue;
            _items.Remove(target);
            CountOf(stored.Subnet, -1);
        }
    }

    private KrpcError PutNew(DhtItem item, NodeId target, NodeAddress from, TimeSpan now)
    {
        var isNear = from.Scope == AddressScope.Loopback;
        if (_items.Count >= maxItems || (!isNear && _ofSubnet.GetValueOrDefault(from.Subnet) >= MaxOfSubnet)) return KrpcError.Server;
        _items[target] = new Stored(item, now, from.Subnet);
        CountOf(from.Subnet, +1);
        return KrpcError.None;
    }

    private void CountOf(NodeAddress subnet, int change)
    {
        var left = _ofSubnet.GetValueOrDefault(subnet) + change;
        if (left > 0) _ofSubnet[subnet] = left;
        else _ofSubnet.Remove(subnet);
    }

    private sealed record Stored(DhtItem Item, TimeSpan At, NodeAddress Subnet);
}
