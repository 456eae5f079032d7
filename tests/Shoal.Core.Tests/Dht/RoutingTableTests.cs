using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class RoutingTableTests
{
    private const int Seed = 23;
    private readonly DhtSimulation _world = new(Seed);
    private readonly RoutingTable _table;

    public RoutingTableTests() => _table = new RoutingTable(_world.NewId(), bucketSize: 8);

    [Fact]
    public void The_nearest_are_those_a_sort_of_all_finds()
    {
        Fill(2_000);
        Span<NodeContact> nearest = new NodeContact[8];
        for (var i = 0; i < 200; i++)
        {
            var target = i % 2 == 0 ? _world.NewId() : _table.Self.Cousin(i % 20, _world.NewId());
            var count = _table.Closest(target, nearest);
            var sorted = _table.Nodes.Select(node => node.Contact).Order(Comparer<NodeContact>.Create((a, b) => target.IsCloser(a.Id, b.Id) ? -1 : target.IsCloser(b.Id, a.Id) ? 1 : 0));

            Assert.Equal(sorted.Take(8), nearest[..count].ToArray());
        }
    }

    [Fact]
    public void Buckets_are_finer_towards_oneself_and_never_over_their_size()
    {
        Fill(5_000);

        var buckets = _table.Nodes.GroupBy(node => Math.Min(_table.Self.CommonBits(node.Contact.Id), _table.BucketCount - 1)).ToList();
        Assert.All(buckets, bucket => Assert.InRange(bucket.Count(), 1, 8));
        Assert.InRange(_table.BucketCount, 8, 14);   // log2(5000 / 8) is 9.3
        Assert.Equal(_table.Count, _table.Nodes.Count());
    }

    [Fact]
    public void A_good_node_never_gives_way_to_a_newer_one()
    {
        var old = Enumerable.Range(0, 8).Select(_ => Far()).ToList();
        foreach (var node in old) _table.OnReply(node, TimeSpan.Zero);
        for (var i = 0; i < 100; i++) _table.OnReply(Far(), TimeSpan.FromMinutes(1));

        Assert.Equal(old.ToHashSet(), _table.Nodes.Select(node => node.Contact).Where(IsFar).ToHashSet());
    }

    [Fact]
    public void A_node_that_fails_twice_gives_way_to_a_replacement()
    {
        var old = Enumerable.Range(0, 8).Select(_ => Far()).ToList();
        foreach (var node in old.Append(Far()).Append(Far())) _table.OnReply(node, TimeSpan.Zero);

        _table.OnFailure(old[0]);
        Assert.Contains(_table.Nodes, node => node.Contact == old[0]);
        _table.OnFailure(old[0]);

        Assert.DoesNotContain(_table.Nodes, node => node.Contact == old[0]);
        Assert.Equal(8, _table.Count);
    }

    [Fact]
    public void A_node_that_failed_is_not_told_to_others_until_it_answers_again()
    {
        var node = Far();
        _table.OnReply(node, TimeSpan.Zero);
        _table.OnFailure(node);
        Span<NodeContact> nearest = new NodeContact[8];
        Assert.Equal(0, _table.Closest(node.Id, nearest));

        _table.OnReply(node, TimeSpan.FromSeconds(1));

        Assert.Equal(1, _table.Closest(node.Id, nearest));
    }

    [Fact]
    public void A_node_is_questionable_after_fifteen_silent_minutes()
    {
        var node = Far();
        _table.OnReply(node, TimeSpan.Zero);

        Assert.Equal(1, _table.CountGood(TimeSpan.FromMinutes(14)));
        Assert.Empty(DueAt(14));
        Assert.Equal(0, _table.CountGood(TimeSpan.FromMinutes(15)));
        Assert.Equal([node], DueAt(15));
        Assert.Empty(DueAt(15));
        Assert.Equal([node], DueAt(16));
    }

    [Fact]
    public void A_bucket_untouched_for_fifteen_minutes_is_looked_up_once()
    {
        Fill(500);
        var stale = 0;
        while (_table.TryTakeStale(TimeSpan.FromMinutes(15), _world.NewId(), out var target))
        {
            Assert.InRange(_table.Self.CommonBits(target), 0, 160);
            stale++;
        }

        Assert.Equal(_table.BucketCount, stale);
    }

    [Fact]
    public void Threat_row_25_a_thousand_nodes_of_one_network_are_eight()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var address = new NodeAddress([198, 41, 0, (byte)(i % 254 + 1)], 1_024 + i);
            _table.OnReply(new NodeContact(SecureNodeId.Create(address, _world.NewId()), address), TimeSpan.Zero);
        }

        Assert.InRange(_table.Count, 1, RoutingTable.MaxOfSubnet);
        Assert.Equal(_table.Count, _table.Nodes.Select(node => node.Contact.Address.Host).Distinct().Count());
    }

    [Fact]
    public void Threat_row_25_an_IPv6_network_counts_by_its_64()
    {
        for (var i = 0; i < 1_000; i++)
        {
            byte[] bytes = [0x2a, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(i >> 8), (byte)i];
            var address = new NodeAddress(bytes, 1_024);
            _table.OnReply(new NodeContact(SecureNodeId.Create(address, _world.NewId()), address), TimeSpan.Zero);
        }

        Assert.InRange(_table.Count, 1, RoutingTable.MaxOfSubnet);
    }

    [Fact]
    public void Threat_row_25_an_id_bound_to_its_address_displaces_one_that_is_not()
    {
        for (var i = 0; i < 8; i++) _table.OnReply(new NodeContact(_table.Self.Cousin(0, _world.NewId()), _world.NewAddress()), TimeSpan.Zero);
        for (var i = 0; i < 200; i++) _table.OnReply(Far(), TimeSpan.Zero);

        Assert.All(_table.Nodes.Where(node => IsFar(node.Contact)), node => Assert.True(node.IsVerified));
    }

    [Fact]
    public void Threat_row_25_whoever_takes_anothers_id_does_not_take_its_place()
    {
        var honest = Far();
        _table.OnReply(honest, TimeSpan.Zero);

        _table.OnReply(honest with { Address = _world.NewAddress() }, TimeSpan.FromSeconds(1));

        Assert.Equal(honest, _table.Nodes.Single().Contact);
    }

    [Fact]
    public void A_node_that_changed_its_id_stands_in_one_place_only()
    {
        var (address, first) = (_world.NewAddress(), _world.NewId());
        _table.OnReply(new NodeContact(first, address), TimeSpan.Zero);
        var second = new NodeContact(_world.NewId(), address);

        _table.OnReply(second, TimeSpan.FromSeconds(1));

        Assert.Equal(second, _table.Nodes.Single().Contact);
    }

    [Fact]
    public void On_loopback_ports_tell_nodes_apart_and_no_limit_holds()
    {
        for (var i = 0; i < 8; i++) _table.OnReply(new NodeContact(_table.Self.Cousin(0, _world.NewId()), new NodeAddress([127, 0, 0, 1], 5_000 + i)), TimeSpan.Zero);

        Assert.Equal(8, _table.Count);
    }

    [Fact]
    public void Whatever_happens_the_rules_of_the_table_hold()
    {
        var known = new List<NodeContact>();
        for (var step = 0; step < 20_000; step++)
        {
            var now = TimeSpan.FromSeconds(step);
            var dice = _world.Random.Next(10);
            if (dice < 4 || known.Count == 0) known.Add(Draw());
            var contact = known[_world.Random.Next(known.Count)];
            if (dice < 7) _table.OnReply(contact, now);
            else if (dice < 8) _table.OnReply(contact with { Id = _table.Self.Cousin(_world.Random.Next(30), _world.NewId()) }, now);
            else _table.OnFailure(_table.Nodes.Skip(_world.Random.Next(40)).FirstOrDefault()?.Contact ?? contact);
            if (step % 50 == 0) AssertRules(step);
        }
    }

    private void AssertRules(int step)
    {
        var nodes = _table.Nodes.Select(node => node.Contact).ToList();
        var story = $"step {step}, seed {Seed}";
        Assert.True(nodes.Count == _table.Count, story);
        Assert.True(nodes.Select(node => node.Id).Distinct().Count() == nodes.Count, story);
        Assert.True(nodes.Select(node => node.Address.Host).Distinct().Count() == nodes.Count, story);
        Assert.True(nodes.GroupBy(node => node.Address.Subnet).All(group => group.Count() <= RoutingTable.MaxOfSubnet), story);
        Assert.True(nodes.GroupBy(node => Math.Min(_table.Self.CommonBits(node.Id), _table.BucketCount - 1)).All(bucket => bucket.Count() <= 8), story);
        Assert.True(_table.CountKnown() <= 16 * _table.BucketCount, story);
    }

    // Half of them of a few networks, many near to us: where limits and splits happen.
    private NodeContact Draw()
    {
        var address = _world.Random.Next(2) == 0
            ? new NodeAddress([198, 41, (byte)_world.Random.Next(6), (byte)_world.Random.Next(256)], 6881)
            : _world.NewAddress();
        var id = _world.Random.Next(3) switch
        {
            0 => SecureNodeId.Create(address, _world.NewId()),
            1 => _table.Self.Cousin(_world.Random.Next(30), _world.NewId()),
            _ => _world.NewId(),
        };
        return new NodeContact(id, address);
    }

    [Fact]
    public void We_are_not_in_our_own_table()
    {
        _table.OnReply(new NodeContact(_table.Self, _world.NewAddress()), TimeSpan.Zero);

        Assert.Equal(0, _table.Count);
        Assert.False(_table.HasRoomFor(new NodeContact(_table.Self, _world.NewAddress())));
    }

    [Fact]
    public void A_node_that_failed_is_asked_again_within_seconds()
    {
        var node = Far();
        _table.OnReply(node, TimeSpan.Zero);
        _table.OnFailure(node);
        var due = new NodeContact[1];

        _table.TakeDueForPing(TimeSpan.FromSeconds(14), TimeSpan.FromMinutes(1), due, out var early);
        _table.TakeDueForPing(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), due, out var inTime);

        Assert.Equal((0, 1), (early, inTime));
    }

    private NodeContact[] DueAt(int minutes)
    {
        var due = new NodeContact[4];
        _table.TakeDueForPing(TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(1), due, out var count);
        return due[..count];
    }

    // One of the half of the space that we are not in, its id bound to its address.
    private NodeContact Far()
    {
        while (true)
        {
            var address = _world.NewAddress();
            var contact = new NodeContact(SecureNodeId.Create(address, _world.NewId()), address);
            if (IsFar(contact)) return contact;
        }
    }

    private bool IsFar(NodeContact contact) => _table.Self.CommonBits(contact.Id) == 0;

    private void Fill(int nodes)
    {
        for (var i = 0; i < nodes; i++) _table.OnReply(new NodeContact(_world.NewId(), _world.NewAddress()), TimeSpan.Zero);
    }
}
