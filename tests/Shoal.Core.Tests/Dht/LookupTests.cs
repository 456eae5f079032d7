using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class LookupTests
{
    private const int Seed = 31;
    private readonly DhtSimulation _world = new(Seed);
    private readonly NodeId _target;
    private readonly Lookup _lookup;

    public LookupTests()
    {
        _target = _world.NewId();
        _lookup = new Lookup(_target);
    }

    [Fact]
    public void The_nearest_are_asked_first_and_four_at_once()
    {
        var nodes = Enumerable.Range(0, 20).Select(_ => Verified()).ToList();
        foreach (var node in nodes) _lookup.Add(node, 1);
        var asked = new List<NodeContact>();
        while (_lookup.Next() is { } next) asked.Add(next.Contact);

        Assert.Equal(nodes.Order(Comparer<NodeContact>.Create((a, b) => _target.IsCloser(a.Id, b.Id) ? -1 : 1)).Take(Lookup.Alpha), asked);
    }

    [Fact]
    public void It_is_over_when_the_eight_nearest_have_answered()
    {
        for (var i = 0; i < 40; i++) _lookup.Add(Verified(), 1);
        AnswerAll();

        Assert.True(_lookup.IsOver);
        Assert.Equal(Lookup.Goal, _lookup.Answered);
        Assert.Equal(Lookup.Goal, _lookup.Nearest().Count());
    }

    [Fact]
    public void Whoever_does_not_answer_is_replaced_by_the_next()
    {
        for (var i = 0; i < 40; i++) _lookup.Add(Verified(), 1);
        var failed = 0;
        while (!_lookup.IsOver)
        {
            var node = _lookup.Next()!;
            if (failed++ < 5) _lookup.OnFailure(node);
            else _lookup.OnAnswer(node, node.Contact.Id, []);
        }

        Assert.Equal(Lookup.Goal, _lookup.Nearest().Count());
        Assert.Equal(Lookup.Goal + 5, _lookup.Asked);
    }

    [Fact]
    public void A_late_node_is_not_waited_for_and_still_heard()
    {
        for (var i = 0; i < 4; i++) _lookup.Add(Verified(), 1);
        var late = _lookup.Next()!;
        while (_lookup.Next() is { } next) _lookup.OnAnswer(next, next.Contact.Id, []);
        Assert.False(_lookup.IsOver);

        _lookup.OnLate(late);

        Assert.True(_lookup.IsOver);
        Assert.True(_lookup.OnAnswer(late, late.Contact.Id, []));
        Assert.Contains(_lookup.Nearest(), node => node == late);
    }

    [Fact]
    public void A_node_that_is_not_who_it_was_said_to_be_does_not_count()
    {
        _lookup.Add(Verified(), 1);
        var node = _lookup.Next()!;

        Assert.False(_lookup.OnAnswer(node, _world.NewId(), "token"u8));
        Assert.Empty(_lookup.Nearest());
        Assert.True(_lookup.IsOver);
    }

    [Fact]
    public void A_bootstrap_node_finds_its_place_when_it_says_its_id()
    {
        var address = _world.NewAddress();
        _lookup.Add(new NodeContact(default, address), 1, hasId: false);
        for (var i = 0; i < 3; i++) _lookup.Add(Verified(), 1);
        AnswerAll(node => node.HasId ? node.Contact.Id : SecureNodeId.Create(address, _target));

        Assert.Contains(_lookup.Nearest(), node => node.Contact.Address == address);
    }

    [Fact]
    public void Threat_row_25_one_network_gives_few_candidates()
    {
        for (var i = 0; i < 200; i++)
        {
            var address = new NodeAddress([198, 41, 0, (byte)(i + 1)], 6881);
            _lookup.Add(new NodeContact(_world.NewId(), address), 2);
        }

        for (var i = 0; i < 8; i++) _lookup.Add(Verified(), 1);
        AnswerAll();

        Assert.InRange(_lookup.Nearest().Count(node => node.Contact.Address.Subnet == new NodeAddress([198, 41, 0, 0], 0)), 0, Lookup.MaxOfSubnet);
    }

    [Fact]
    public void Threat_row_25_forged_ids_make_at_most_half_of_the_nearest_while_bound_ones_are_known()
    {
        for (var i = 0; i < 50; i++) _lookup.Add(new NodeContact(_target.Cousin(100 + i, _world.NewId()), _world.NewAddress()), 2);
        for (var i = 0; i < 20; i++) _lookup.Add(Verified(), 1);
        AnswerAll();

        Assert.Equal(Lookup.Goal, _lookup.Nearest().Count());
        Assert.InRange(_lookup.Nearest().Count(node => !node.IsVerified), 0, Lookup.Goal / 2);
    }

    [Fact]
    public void Threat_row_25_endless_nearer_nodes_end_at_a_limit()
    {
        _lookup.Add(Verified(), 1);
        for (var bits = 0; !_lookup.IsOver; bits++)
        {
            if (_lookup.Next() is not { } node) break;
            _lookup.OnAnswer(node, node.Contact.Id, []);
            for (var i = 0; i < 8; i++) _lookup.Add(new NodeContact(_target.Cousin(Math.Min(bits, 159), _world.NewId()), _world.NewAddress()), node.Depth + 1);
        }

        Assert.True(_lookup.IsOver);
        Assert.InRange(_lookup.Asked, 1, Lookup.MaxUnverified + 1);
    }

    [Fact]
    public void Hops_are_counted_from_our_own_table()
    {
        _lookup.Add(new NodeContact(_target.Cousin(1, _world.NewId()), new NodeAddress([127, 0, 0, 1], 1)), 1);
        _lookup.Add(new NodeContact(_target.Cousin(9, _world.NewId()), new NodeAddress([127, 0, 0, 1], 2)), 3);
        AnswerAll();

        Assert.Equal(3, _lookup.Hops);
    }

    private void AnswerAll(Func<LookupNode, NodeId>? idOf = null)
    {
        while (_lookup.Next() is { } node) _lookup.OnAnswer(node, idOf is null ? node.Contact.Id : idOf(node), "token"u8);
    }

    private NodeContact Verified()
    {
        var address = _world.NewAddress();
        return new NodeContact(SecureNodeId.Create(address, _world.NewId()), address);
    }
}
