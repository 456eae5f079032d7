using System.Net;
using Shoal.Core.Dht;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Dht;

public sealed class DhtNodeTests
{
    private readonly TestNode _test = new();
    private readonly DhtSimulation _world = new(51);

    [Fact]
    public void A_ping_is_answered_with_our_id_and_the_askers_address()
    {
        var reply = _test.Ask(KrpcMethod.Ping).First(sent => sent.IsReply);

        Assert.Equal(_test.Node.Id, reply.Message.Id);
        Assert.True(reply.Message.Transaction.SequenceEqual("aa"u8));
        Assert.True(NodeAddress.TryReadCompact(reply.Message.YourAddress, out var told) && told == TestNode.Stranger);
        Assert.Equal(TestNode.Stranger, reply.Output.Address);
    }

    [Fact]
    public void A_stranger_that_asks_is_asked_back_before_it_is_known()
    {
        var ping = _test.Ask(KrpcMethod.Ping).Single(sent => sent.Is(KrpcMethod.Ping));
        Assert.Equal(0, _test.Node.Count(_test.Now).Good);

        _test.Answer(ping, id: TestNode.StrangerId);

        Assert.Equal(1, _test.Node.Count(_test.Now).Good);
    }

    [Fact]
    public void The_nearest_nodes_are_told()
    {
        Fill(100);

        var reply = _test.Ask(KrpcMethod.FindNode).First(sent => sent.IsReply);

        Assert.Equal(8 * NodeContact.SizeV4, reply.Message.Nodes.Length);
        var nearest = new NodeContact[8];
        _test.Node.Table.Closest(TestNode.Point, nearest);
        Assert.Equal(nearest, Contacts(reply));
    }

    [Theory]
    [InlineData(7000, false, 7000)]
    [InlineData(7000, true, 6881)]    // the datagram's own port
    [InlineData(null, true, 6881)]
    public void Who_announces_with_a_token_is_told_to_others(int? port, bool isImplied, int told)
    {
        var done = Announce(TokenFor(TestNode.Stranger), port, isImplied);

        Assert.Contains(done, sent => sent.IsReply);
        Assert.Equal([TestNode.Stranger.WithPort(told)], PeersOf(_test.Ask(KrpcMethod.GetPeers).First(sent => sent.IsReply)));
        Assert.Equal(1, _test.Node.Count(_test.Now).Torrents);
    }

    [Fact]
    public void Who_announces_with_a_false_token_or_no_port_is_refused()
    {
        var token = TokenFor(TestNode.Stranger);
        var others = TokenFor(NodeAddress.From(IPAddress.Parse("203.0.114.78"), 6881));

        Assert.Equal((long)KrpcError.Protocol, Announce(others, 7000, false).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.Protocol, Announce([1, 2, 3], 7000, false).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.Protocol, Announce(token, null, false).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.Protocol, Announce(token, 0, false).First().Message.ErrorCode);
        Assert.Equal(0, _test.Node.Count(_test.Now).Torrents);
    }

    [Fact]
    public void A_method_nobody_knows_gets_nodes_when_it_names_a_point_and_else_an_error()
    {
        Fill(20);

        Assert.InRange(Contacts(_test.Ask(KrpcMethod.Unknown).First(sent => sent.IsReply)).Count, 6, 8);
        var error = _test.Ask(KrpcMethod.Unknown, (ref KrpcMessage m) => m.Target = null).First();
        Assert.Equal((long)KrpcError.MethodUnknown, error.Message.ErrorCode);
    }

    [Fact]
    public void A_query_without_an_id_is_an_error() =>
        Assert.Equal((long)KrpcError.Protocol, _test.Ask(KrpcMethod.FindNode, (ref KrpcMessage m) => m.Id = null).Single().Message.ErrorCode);

    [Fact]
    public void Nodes_of_the_other_family_are_told_to_those_who_want_them()
    {
        var six = new TestNode(isV6: true);
        _test.Node.Twin = six.Node;
        six.Node.Table.OnReply(new NodeContact(_world.NewId(), NodeAddress.From(IPAddress.Parse("2a00:1::5"), 9)), TimeSpan.Zero);
        Fill(3);

        var both = _test.Ask(KrpcMethod.FindNode, (ref KrpcMessage m) => m.Wants = DhtWants.Nodes | DhtWants.Nodes6).First(sent => sent.IsReply);
        var only6 = _test.Ask(KrpcMethod.FindNode, (ref KrpcMessage m) => m.Wants = DhtWants.Nodes6).First(sent => sent.IsReply);
        var unsaid = _test.Ask(KrpcMethod.FindNode).First(sent => sent.IsReply);

        Assert.Equal((3 * NodeContact.SizeV4, NodeContact.SizeV6), (both.Message.Nodes.Length, both.Message.Nodes6.Length));
        Assert.Equal((0, NodeContact.SizeV6), (only6.Message.Nodes.Length, only6.Message.Nodes6.Length));
        Assert.Equal((3 * NodeContact.SizeV4, 0), (unsaid.Message.Nodes.Length, unsaid.Message.Nodes6.Length));
    }

    [Fact]
    public void A_node_that_knows_few_hears_of_others_from_its_twin()
    {
        var six = new TestNode(isV6: true);
        _test.Node.Twin = six.Node;
        _test.Node.Bootstrap([TestNode.Stranger], _test.Now, _test.Outputs);
        var question = _test.Take().Single();
        Assert.Equal(DhtWants.Nodes | DhtWants.Nodes6, question.Message.Wants);
        var (there, nodes6) = (NodeAddress.From(IPAddress.Parse("2a00:1::5"), 9), new byte[NodeContact.SizeV6]);
        new NodeContact(_world.NewId(), there).Write(nodes6);

        _test.Answer(question, (ref KrpcMessage m) => m.Nodes6 = nodes6, TestNode.StrangerId);

        Assert.True(six.Tick(TimeSpan.FromSeconds(5)).Single(sent => sent.Output.Kind == DhtOutputKind.Send).IsTo(there));
    }

    [Fact]
    public void A_read_only_asker_is_answered_and_never_met()
    {
        var sent = _test.Ask(KrpcMethod.FindNode, (ref KrpcMessage m) => m.IsReadOnly = true);

        Assert.True(sent.Single().IsReply);
    }

    [Fact]
    public void A_read_only_node_asks_says_so_and_answers_nobody()
    {
        var test = new TestNode(new DhtOptions { IsReadOnly = true });
        Assert.Empty(test.Ask(KrpcMethod.Ping));

        test.Node.Bootstrap([TestNode.Stranger], test.Now, test.Outputs);

        Assert.True(test.Take().Single().Message.IsReadOnly);
    }

    [Fact]
    public void A_search_that_begins_before_anybody_is_known_waits_for_the_first_nodes()
    {
        var search = _test.Node.FindPeers(TestNode.Point.ToInfoHash(), default, _test.Now, _test.Outputs);
        Assert.Empty(_test.Take());
        _test.Node.Bootstrap([TestNode.Stranger], _test.Now, _test.Outputs);
        var first = _test.Take().Single();

        var asked = _test.Answer(first, id: TestNode.StrangerId).Single(sent => sent.Is(KrpcMethod.GetPeers));
        var done = _test.Answer(asked, id: TestNode.StrangerId);

        Assert.Equal(search, done.Single(sent => sent.Output.Kind == DhtOutputKind.SearchEnded).Output.Search);
    }

    [Fact]
    public void Without_nodes_others_are_asked_for_ever_more_rarely()
    {
        var asked = 0;
        for (var second = 1; second <= 3_600; second++)
            asked += _test.Tick(TimeSpan.FromSeconds(second)).Count(sent => sent.Output.Kind == DhtOutputKind.NeedsBootstrap);

        Assert.InRange(asked, 12, 24);
    }

    [Fact]
    public void A_search_announces_with_the_tokens_it_was_given()
    {
        Fill(8);
        _test.Node.FindPeers(TestNode.Point.ToInfoHash(), new PeerSearchTerms(AnnouncePort: 7000, IsSeed: true), _test.Now, _test.Outputs);
        var announced = new List<Sent>();
        var open = new Queue<Sent>(_test.Take());
        while (open.TryDequeue(out var sent))
        {
            if (sent.Is(KrpcMethod.AnnouncePeer)) announced.Add(sent);
            else if (sent.Is(KrpcMethod.GetPeers))
                foreach (var next in _test.Answer(sent, (ref KrpcMessage m) => m.Token = "tok"u8, IdAt(sent.Output.Address))) open.Enqueue(next);
        }

        Assert.Equal(8, announced.Count);
        Assert.All(announced, one =>
        {
            Assert.True(one.Message.Token.SequenceEqual("tok"u8) && one.Message.IsSeed && !one.Message.IsPortImplied);
            Assert.Equal((7000, TestNode.Point), (one.Message.Port, one.Message.Target!.Value));
        });
    }

    [Fact]
    public void Four_voices_do_not_move_us_but_an_order_does()
    {
        var before = _test.Node.Id;
        var ours = NodeAddress.From(IPAddress.Parse("203.0.115.1"), 0);
        var ping = _test.Ask(KrpcMethod.Ping).Single(sent => sent.Is(KrpcMethod.Ping));
        var told = _test.Answer(ping, (ref KrpcMessage m) => m.YourAddress = new byte[] { 203, 0, 115, 1, 0, 9 }, TestNode.StrangerId);
        Assert.Equal(TestNode.Stranger, told.Single(sent => sent.Output.Kind == DhtOutputKind.AddressTold).Output.Address);
        Assert.Equal(before, _test.Node.Id);

        _test.Node.SetExternal(ours, _test.Now, _test.Outputs);

        Assert.NotEqual(before, _test.Node.Id);
        Assert.True(SecureNodeId.IsBoundTo(_test.Node.Id, ours));
        Assert.Equal(1, _test.Node.Count(_test.Now).Good);
    }

    [Fact]
    public void A_node_confined_to_loopback_talks_to_nobody_else()
    {
        var test = new TestNode(new DhtOptions { IsLoopbackOnly = true });
        Assert.Empty(test.Ask(KrpcMethod.Ping));
        test.Node.Bootstrap([TestNode.Stranger], test.Now, test.Outputs);
        test.Node.Hear(TestNode.Stranger, test.Now, test.Outputs);
        Assert.Empty(test.Take());
        var near = new NodeAddress([127, 0, 0, 1], 9);

        test.Node.Bootstrap([near], test.Now, test.Outputs);
        var question = test.Take().Single();
        var answer = test.Answer(question, (ref KrpcMessage m) => m.Nodes = Nodes(new NodeContact(TestNode.Point, TestNode.Stranger)));

        Assert.DoesNotContain(answer, sent => sent.Output.Kind == DhtOutputKind.Send);
    }

    [Fact]
    public void Samples_are_some_of_what_is_stored_and_the_same_for_a_while()
    {
        for (var i = 0; i < 50; i++) _test.Node.Stored.Add(_world.NewId(), _world.NewAddress(), false, _test.Now);

        var first = _test.Ask(KrpcMethod.SampleInfohashes).First(sent => sent.IsReply);
        var second = _test.Ask(KrpcMethod.SampleInfohashes).First(sent => sent.IsReply);

        Assert.Equal(50, first.Message.SampleCount);
        Assert.InRange(first.Message.SampleInterval!.Value, 0, 21_600);
        Assert.NotEqual(0, first.Message.Samples.Length);
        Assert.True(first.Message.Samples.SequenceEqual(second.Message.Samples));
        Assert.Contains(new NodeId(first.Message.Samples[..NodeId.Size]), _test.Node.Stored.Torrents);
    }

    [Fact]
    public void Filters_are_given_to_those_who_ask_and_have_shown_that_they_are_there()
    {
        for (var i = 0; i < 20; i++) _test.Node.Stored.Add(TestNode.Point, _world.NewAddress(), i % 2 == 0, _test.Now);
        var unproven = _test.Ask(KrpcMethod.GetPeers, (ref KrpcMessage m) => m.WantsScrape = true).First(sent => sent.IsReply);
        Prove();

        var proven = _test.Ask(KrpcMethod.GetPeers, (ref KrpcMessage m) => m.WantsScrape = true).First(sent => sent.IsReply);

        Assert.True(unproven.Message.SeedFilter.IsEmpty);
        Assert.InRange(ScrapeFilter.Estimate(proven.Message.SeedFilter), 9, 11);
        Assert.InRange(ScrapeFilter.Estimate(proven.Message.PeerFilter), 9, 11);
    }

    // A whole table of nodes that have answered.
    private void Fill(int nodes)
    {
        for (var i = 0; i < nodes; i++)
        {
            var address = _world.NewAddress();
            _test.Node.Table.OnReply(new NodeContact(SecureNodeId.Create(address, _world.NewId()), address), _test.Now);
        }
    }

    private void Prove() => _test.Answer(_test.Ask(KrpcMethod.Ping).Concat(PingBack()).First(sent => sent.Is(KrpcMethod.Ping)), id: TestNode.StrangerId);

    private List<Sent> PingBack()
    {
        _test.Node.Hear(TestNode.Stranger, _test.Now, _test.Outputs);
        return _test.Take();
    }

    private NodeId IdAt(NodeAddress address) => _test.Node.Table.Nodes.Single(node => node.Contact.Address == address).Contact.Id;

    private byte[] TokenFor(NodeAddress asker) => _test.Ask(KrpcMethod.GetPeers, from: asker).First(sent => sent.IsReply).Message.Token.ToArray();

    private List<Sent> Announce(byte[] token, int? port, bool isImplied) => _test.Ask(KrpcMethod.AnnouncePeer, (ref KrpcMessage m) =>
    {
        m.Token = token;
        m.Port = port;
        m.IsPortImplied = isImplied;
    });

    private static byte[] Nodes(NodeContact node)
    {
        var bytes = new byte[NodeContact.SizeV4];
        node.Write(bytes);
        return bytes;
    }

    private static List<NodeContact> Contacts(Sent reply)
    {
        var (nodes, list) = (reply.Message.Nodes.ToArray(), new List<NodeContact>());
        ReadOnlySpan<byte> rest = nodes;
        while (NodeContact.TryTake(ref rest, NodeContact.SizeV4, out var node)) list.Add(node);
        return list;
    }

    private static List<NodeAddress> PeersOf(Sent reply)
    {
        var peers = new List<NodeAddress>();
        var list = new CompactValues(reply.Message.Values);
        while (list.TryNext(out var peer)) peers.Add(peer);
        return peers;
    }
}
