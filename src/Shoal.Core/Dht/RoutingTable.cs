using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>Whom a node knows: buckets that get finer towards its own id (BEP 5). Only nodes that answered get in.</summary>
/// <remarks>
/// Defences (threats row 25): one node an address, few of one /24 or /64, nodes whose id is bound to their address preferred
/// (BEP 42), a good node never gives way to a newer one. On loopback, ports and addresses cost nothing and these limits do not hold.
/// </remarks>
/// <param name="self">Our own id; never in the table.</param>
/// <param name="bucketSize">"k"; replacements are as many again.</param>
internal sealed class RoutingTable(NodeId self, int bucketSize)
{
    /// <summary>Nodes of one /24 or /64 in one bucket, and in all.</summary>
    public const int MaxOfSubnetInBucket = 2;
    public const int MaxOfSubnet = 8;

    /// <summary>A node that just failed is asked so many times sooner whether it is still there.</summary>
    private const int SuspectsSooner = 4;

    /// <summary>A bucket in which nothing changed for this long is looked up (BEP 5).</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(15);

    private readonly List<Bucket> _buckets = [new()];
    private readonly Dictionary<NodeAddress, TableNode> _byPlace = [];
    private readonly Dictionary<NodeAddress, int> _ofSubnet = [];

    public NodeId Self => self;
    public int BucketCount => _buckets.Count;

    /// <summary>Nodes in buckets; replacements not counted.</summary>
    public int Count => _byPlace.Count;

    public IEnumerable<TableNode> Nodes => _buckets.SelectMany(bucket => bucket.Live);

    public int CountGood(TimeSpan now)
    {
        var good = 0;
        foreach (var bucket in _buckets)
            foreach (var node in bucket.Live)
                if (node.IsGood(now)) good++;
        return good;
    }

    /// <summary>Nodes known, replacements among them.</summary>
    public int CountKnown()
    {
        var known = 0;
        foreach (var bucket in _buckets) known += bucket.Live.Count + bucket.Spare.Count;
        return known;
    }

    /// <summary>True when the node, should it answer, would find a place: worth a ping.</summary>
    public bool HasRoomFor(NodeContact contact)
    {
        if (contact.Id == self) return false;
        var at = IndexOf(contact.Id);
        var bucket = _buckets[at];
        if (Find(bucket.Live, contact.Id) is not null || Find(bucket.Spare, contact.Id) is not null) return false;
        if (bucket.Live.Count >= bucketSize && !IsSplittable(at) && bucket.Spare.Count >= bucketSize) return false;
        return FitsLimits(bucket, contact.Address);
    }

    /// <summary>A node asked us something: it is alive, if it is the one we know.</summary>
    public void OnQuery(NodeContact contact, TimeSpan now)
    {
        if (Find(_buckets[IndexOf(contact.Id)].Live, contact.Id) is { } node && node.Contact.Address == contact.Address && node.Failures == 0)
            node.HeardAt = now;
    }

    /// <summary>A node answered us: it gets in where there is place, or is known to be alive.</summary>
    public void OnReply(NodeContact contact, TimeSpan now)
    {
        if (contact.Id == self || contact.Address.Port == 0) return;
        var bucket = _buckets[IndexOf(contact.Id)];
        if (Find(bucket.Live, contact.Id) is { } known)
        {
            if (known.Contact.Address == contact.Address) (known.HeardAt, known.Failures) = (now, 0);
            else if (known.Failures > 0) Take(bucket, known, contact, now);   // whoever has an id keeps it while it lives
            return;
        }

        ForgetOtherIdOf(contact.Address);
        Admit(contact, now);
    }

    /// <summary>A node did not answer: it gives way to a replacement, or goes when it failed too often.</summary>
    public void OnFailure(NodeContact contact)
    {
        var bucket = _buckets[IndexOf(contact.Id)];
        if (Find(bucket.Live, contact.Id) is not { } node || node.Contact.Address != contact.Address) return;
        node.Failures++;
        if (node.Failures < TableNode.MaxFailures) return;
        if (bucket.Spare.Count > 0)
        {
            Remove(bucket, node);
            Promote(bucket);
        }
        else if (node.Failures > TableNode.MaxFailures)
        {
            Remove(bucket, node);
        }
    }

    /// <summary>The nodes nearest to a point that did not fail lately, nearest first.</summary>
    /// <returns>How many were written.</returns>
    public int Closest(NodeId target, Span<NodeContact> nearest)
    {
        var count = 0;
        var home = Math.Min(self.CommonBits(target), _buckets.Count - 1);
        // All of the home bucket are nearer than all deeper ones together, and those nearer than each shallower one.
        Collect(_buckets[home], target, nearest, ref count, from: 0);
        var from = count;
        if (count < nearest.Length)
            for (var i = home + 1; i < _buckets.Count; i++) Collect(_buckets[i], target, nearest, ref count, from);
        for (var i = home - 1; i >= 0 && count < nearest.Length; i--) Collect(_buckets[i], target, nearest, ref count, from: count);
        return count;
    }

    /// <summary>Questionable nodes that were not pinged lately, each marked as pinged now. One walk through the table, however many are due.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="again">Time between two pings of one node; a quarter for one that failed.</param>
    /// <param name="due">Receives them.</param>
    public void TakeDueForPing(TimeSpan now, TimeSpan again, Span<NodeContact> due, out int count)
    {
        count = 0;
        foreach (var bucket in _buckets)
        {
            foreach (var node in bucket.Live)
            {
                var wait = node.Failures > 0 ? again / SuspectsSooner : again;
                if (node.IsGood(now) || now - node.PingedAt < wait) continue;
                if (count == due.Length) return;
                node.PingedAt = now;
                due[count++] = node.Contact;
            }
        }
    }

    /// <summary>A point in a bucket that nothing was heard of for long; marks it as looked after.</summary>
    public bool TryTakeStale(TimeSpan now, NodeId noise, out NodeId target)
    {
        for (var i = 0; i < _buckets.Count; i++)
        {
            if (now - _buckets[i].TouchedAt < RefreshAfter) continue;
            _buckets[i].TouchedAt = now;
            target = i == _buckets.Count - 1 ? self : self.Cousin(i, noise);
            return true;
        }

        target = default;
        return false;
    }

    /// <summary>A lookup went there.</summary>
    public void Touch(NodeId target, TimeSpan now) => _buckets[Math.Min(self.CommonBits(target), _buckets.Count - 1)].TouchedAt = now;

    private void Admit(NodeContact contact, TimeSpan now)
    {
        while (true)
        {
            var at = IndexOf(contact.Id);
            var bucket = _buckets[at];
            if (!FitsLimits(bucket, contact.Address)) return;
            bucket.Spare.RemoveAll(spare => spare.Contact.Id == contact.Id || spare.Contact.Address == contact.Address);
            if (bucket.Live.Count < bucketSize)
            {
                Add(bucket, new TableNode(contact, now));
                return;
            }

            if (!IsSplittable(at))
            {
                Squeeze(bucket, contact, now);
                return;
            }

            Split();
        }
    }

    // A full bucket: a failing node goes first, then one whose id is bound to nothing; else the newcomer waits.
    private void Squeeze(Bucket bucket, NodeContact contact, TimeSpan now)
    {
        var newcomer = new TableNode(contact, now);
        var worst = bucket.Live.MaxBy(node => (node.Failures, node.IsVerified ? 0 : 1))!;
        if (worst.Failures > 0 || (newcomer.IsVerified && !worst.IsVerified))
        {
            Remove(bucket, worst);
            Add(bucket, newcomer);
            bucket.TouchedAt = now;
            return;
        }

        if (bucket.Spare.Count >= bucketSize) bucket.Spare.RemoveAt(0);
        bucket.Spare.Add(newcomer);
    }

    private void Take(Bucket bucket, TableNode old, NodeContact contact, TimeSpan now)
    {
        Remove(bucket, old);
        if (FitsLimits(bucket, contact.Address)) Add(bucket, new TableNode(contact, now));
    }

    private void Promote(Bucket bucket)
    {
        for (var i = bucket.Spare.Count - 1; i >= 0; i--)
        {
            var spare = bucket.Spare[i];
            bucket.Spare.RemoveAt(i);
            if (!FitsLimits(bucket, spare.Contact.Address)) continue;
            Add(bucket, spare);
            return;
        }
    }

    private bool IsSplittable(int at) => at == _buckets.Count - 1 && _buckets.Count < NodeId.Bits;

    private void Split()
    {
        var depth = _buckets.Count - 1;
        var (here, deeper) = (_buckets[depth], new Bucket { TouchedAt = _buckets[depth].TouchedAt });
        _buckets.Add(deeper);
        Move(here.Live, deeper.Live, depth);
        Move(here.Spare, deeper.Spare, depth);
    }

    private void Move(List<TableNode> from, List<TableNode> to, int depth)
    {
        to.AddRange(from.Where(node => self.CommonBits(node.Contact.Id) > depth));
        from.RemoveAll(node => self.CommonBits(node.Contact.Id) > depth);
    }

    // A node that came back under another id was restarted, or walks about the space: its old place is not its any more.
    private void ForgetOtherIdOf(NodeAddress address)
    {
        if (!_byPlace.TryGetValue(PlaceOf(address), out var other) || other.Contact.Address != address) return;
        var bucket = _buckets[IndexOf(other.Contact.Id)];
        Remove(bucket, other);
        Promote(bucket);
    }

    private bool FitsLimits(Bucket home, NodeAddress address)
    {
        if (_byPlace.ContainsKey(PlaceOf(address))) return false;
        var subnet = address.Subnet;
        if (address.Scope != AddressScope.Global || !_ofSubnet.TryGetValue(subnet, out var ofSubnet)) return true;
        if (ofSubnet >= MaxOfSubnet) return false;
        var here = 0;
        foreach (var node in home.Live)
            if (node.Contact.Address.Subnet == subnet) here++;
        return here < MaxOfSubnetInBucket;
    }

    // On loopback, ports tell nodes apart; elsewhere an address is one place, whatever the port.
    private static NodeAddress PlaceOf(NodeAddress address) => address.Scope == AddressScope.Loopback ? address : address.Host;

    private void Add(Bucket bucket, TableNode node)
    {
        bucket.Live.Add(node);
        bucket.TouchedAt = node.HeardAt;
        _byPlace[PlaceOf(node.Contact.Address)] = node;
        var subnet = node.Contact.Address.Subnet;
        _ofSubnet[subnet] = _ofSubnet.GetValueOrDefault(subnet) + 1;
    }

    private void Remove(Bucket bucket, TableNode node)
    {
        bucket.Live.Remove(node);
        _byPlace.Remove(PlaceOf(node.Contact.Address));
        var subnet = node.Contact.Address.Subnet;
        var left = _ofSubnet[subnet] - 1;
        if (left > 0) _ofSubnet[subnet] = left;
        else _ofSubnet.Remove(subnet);
    }

    private int IndexOf(NodeId id) => Math.Min(self.CommonBits(id), _buckets.Count - 1);

    private static TableNode? Find(List<TableNode> nodes, NodeId id)
    {
        foreach (var node in nodes)
            if (node.Contact.Id == id) return node;
        return null;
    }

    // Sorts a bucket's nodes into what is kept from a position on.
    private static void Collect(Bucket bucket, NodeId target, Span<NodeContact> nearest, ref int count, int from)
    {
        foreach (var node in bucket.Live)
        {
            if (node.Failures > 0) continue;
            var at = count;
            while (at > from && target.IsCloser(node.Contact.Id, nearest[at - 1].Id)) at--;
            if (at == nearest.Length) continue;
            if (count < nearest.Length) count++;
            nearest[at..(count - 1)].CopyTo(nearest[(at + 1)..]);
            nearest[at] = node.Contact;
        }
    }

    private sealed class Bucket
    {
        public List<TableNode> Live { get; } = new(4);
        public List<TableNode> Spare { get; } = [];
        public TimeSpan TouchedAt { get; set; }
    }
}
