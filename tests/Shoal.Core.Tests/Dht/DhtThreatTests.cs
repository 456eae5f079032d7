using System.Net;
using Shoal.Core.Dht;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Dht;

/// <summary>Threats rows 24 to 26 against a whole node.</summary>
public sealed class DhtThreatTests
{
    private readonly TestNode _test = new();
    private readonly DhtSimulation _world = new(61);

    [Fact]
    public void Threat_row_24_nobody_unproven_gets_more_than_four_times_what_was_sent_in_their_name()
    {
        Fill(300);
        var six = new TestNode(isV6: true);
        _test.Node.Twin = six.Node;
        for (var i = 0; i < 100; i++)
            six.Node.Table.OnReply(new NodeContact(_world.NewId(), NodeAddress.From(IPAddress.Parse($"2a00:{i:x}::1"), 9)), TimeSpan.Zero);
        for (var i = 0; i < 500; i++) _test.Node.Stored.Add(TestNode.Point, _world.NewAddress(), i % 2 == 0, _test.Now);
        for (var i = 0; i < 100; i++) _test.Node.Stored.Add(_world.NewId(), _world.NewAddress(), false, _test.Now);
        var worst = 0.0;
        foreach (var method in Enum.GetValues<KrpcMethod>())
        {
            foreach (var wants in new[] { DhtWants.None, DhtWants.Nodes, DhtWants.Nodes6, DhtWants.Nodes | DhtWants.Nodes6 })
            {
                var victim = _world.NewAddress();
                var query = new KrpcMessage
                {
                    Kind = KrpcKind.Query, Method = method, Transaction = "a"u8, Id = SecureNodeId.Create(victim, _world.NewId()), Target = TestNode.Point,
                    Wants = wants, WantsScrape = true,
                };
                var datagram = TestNode.Write(query);

                var sent = _test.Receive(victim, datagram);

                Assert.All(sent, one => Assert.Equal(victim, one.Output.Address));
                worst = Math.Max(worst, (double)sent.Sum(one => one.Bytes.Length) / datagram.Length);
            }
        }

        Assert.InRange(worst, 0.5, DhtDesk.MaxRatio);
    }

    [Fact]
    public void Threat_row_24_an_answer_is_never_longer_than_every_network_carries()
    {
        Fill(300);
        for (var i = 0; i < 500; i++) _test.Node.Stored.Add(TestNode.Point, _world.NewAddress(), i % 2 == 0, _test.Now);
        _test.Node.Hear(TestNode.Stranger, _test.Now, _test.Outputs);
        _test.Answer(_test.Take().Single(), id: TestNode.StrangerId);

        var reply = _test.Ask(KrpcMethod.GetPeers, (ref KrpcMessage m) => m.WantsScrape = true).First(sent => sent.IsReply);

        Assert.InRange(reply.Bytes.Length, 900, DhtDesk.MaxAnswerBytes);
    }

    [Fact]
    public void Threat_row_24_who_asks_too_often_is_not_heard_for_five_minutes()
    {
        var answers = Enumerable.Range(0, 200).Count(_ => _test.Ask(KrpcMethod.Ping).Exists(sent => sent.IsReply));
        Assert.Equal(50, answers);   // five a second over ten seconds
        Assert.NotEmpty(_test.Ask(KrpcMethod.Ping, from: _world.NewAddress()));

        _test.Now += TimeSpan.FromMinutes(4);
        Assert.Empty(_test.Ask(KrpcMethod.Ping));
        _test.Now += TimeSpan.FromMinutes(2);
        Assert.NotEmpty(_test.Ask(KrpcMethod.Ping));
    }

    [Fact]
    public void Threat_row_24_all_answers_together_stay_within_their_bytes_a_second()
    {
        Fill(300);
        var bytes = 0L;
        for (var second = 1; second <= 60; second++)
        {
            _test.Now = TimeSpan.FromSeconds(second);
            for (var i = 0; i < 500; i++)
                bytes += _test.Ask(KrpcMethod.FindNode, (ref KrpcMessage m) => m.IsReadOnly = true, _world.NewAddress()).Sum(sent => sent.Bytes.Length);
        }

        var allowed = (60 + 5) * new DhtOptions().AnswerBytesPerSecond;
        Assert.InRange(bytes, allowed / 2, allowed + DhtDesk.MaxAnswerBytes + 100 * 60 * 5);   // and a few pings
    }

    [Fact]
    public void Threat_row_24_a_flood_of_strangers_is_greeted_slowly()
    {
        var pings = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var from = _world.NewAddress();
            pings += _test.Ask(KrpcMethod.Ping, (ref KrpcMessage m) => m.Id = SecureNodeId.Create(from, _world.NewId()), from).Count(sent => sent.Is(KrpcMethod.Ping));
        }

        Assert.InRange(pings, 1, 5);
    }

    [Fact]
    public void Threat_row_25_an_answer_counts_only_from_who_was_asked_under_the_id_it_has()
    {
        var ping = _test.Ask(KrpcMethod.Ping).Single(sent => sent.Is(KrpcMethod.Ping));
        var reply = TestNode.Write(new KrpcMessage { Kind = KrpcKind.Reply, Transaction = ping.Message.Transaction, Id = TestNode.StrangerId });
        var guessed = TestNode.Write(new KrpcMessage { Kind = KrpcKind.Reply, Transaction = "\0\0\0\x01"u8, Id = TestNode.StrangerId });

        _test.Receive(_world.NewAddress(), reply);
        _test.Receive(TestNode.Stranger, guessed);
        Assert.Equal(0, _test.Node.Count(_test.Now).Known);
        _test.Answer(ping, id: _world.NewId());

        Assert.Equal(0, _test.Node.Count(_test.Now).Known);
    }

    [Fact]
    public void Threat_row_25_a_thousand_nodes_of_one_network_do_not_fill_a_node()
    {
        Fill(50);
        var before = _test.Node.Table.Nodes.Select(node => node.Contact).ToHashSet();
        for (var i = 0; i < 1_000; i++)
        {
            _test.Now += TimeSpan.FromSeconds(1);
            var from = new NodeAddress([198, 41, 0, (byte)(i % 250 + 1)], 1_000 + i);
            var id = SecureNodeId.Create(from, _world.NewId());
            foreach (var ping in _test.Ask(KrpcMethod.Ping, (ref KrpcMessage m) => m.Id = id, from).Where(sent => sent.Is(KrpcMethod.Ping)))
                _test.Answer(ping, id: id);
        }

        var ofAttacker = _test.Node.Table.Nodes.Count(node => node.Contact.Address.Subnet == new NodeAddress([198, 41, 0, 0], 0));
        Assert.InRange(ofAttacker, 0, RoutingTable.MaxOfSubnet);
        Assert.Subset(_test.Node.Table.Nodes.Select(node => node.Contact).ToHashSet(), before);
    }

    [Fact]
    public void Threat_row_25_and_27_nobody_points_us_nearer_than_themselves()
    {
        _test.Node.Bootstrap([TestNode.Stranger], _test.Now, _test.Outputs);
        var question = _test.Take().Single();
        byte[] Near(params byte[] address)
        {
            var bytes = new byte[NodeContact.SizeV4];
            new NodeContact(_world.NewId(), new NodeAddress(address, 53)).Write(bytes);
            return bytes;
        }

        var sent = _test.Answer(question, (ref KrpcMessage m) => m.Nodes = (byte[])[.. Near(127, 0, 0, 1), .. Near(192, 168, 1, 1), .. Near(224, 0, 0, 1), .. Near(0, 0, 0, 0)]);

        Assert.DoesNotContain(sent, one => one.Output.Kind == DhtOutputKind.Send);
    }

    [Fact]
    public void Threat_row_25_peers_told_are_judged_by_their_teller()
    {
        Fill(1);
        var search = _test.Node.FindPeers(TestNode.Point.ToInfoHash(), default, _test.Now, _test.Outputs);
        var question = _test.Take().Single();
        var id = _test.Node.Table.Nodes.Single().Contact.Id;
        byte[] values = [(byte)'l', .. Value(127, 0, 0, 1), .. Value(10, 0, 0, 1), .. Value(203, 0, 114, 9), (byte)'e'];

        var found = _test.Answer(question, (ref KrpcMessage m) => m.Values = values, id).Single(sent => sent.Output.Kind == DhtOutputKind.PeersFound);

        Assert.Equal(search, found.Output.Search);
        Assert.Equal([203, 0, 114, 9, 0x1A, 0xE1], found.Bytes);
    }

    [Fact]
    public void Threat_row_26_a_buffer_used_before_tells_nothing_of_before()
    {
        var dirty = new DhtOutputs();
        var other = new TestNode(outputs: dirty);
        for (var i = 0; i < 200; i++) other.Node.Table.OnReply(new NodeContact(_world.NewId(), _world.NewAddress()), other.Now);
        for (var i = 0; i < 400; i++) other.Node.Stored.Add(TestNode.Point, _world.NewAddress(), false, other.Now);
        var (clean, used) = (new TestNode(), new TestNode(outputs: dirty));
        foreach (var method in Enum.GetValues<KrpcMethod>())
        {
            other.Ask(method, (ref KrpcMessage m) => m.Transaction = "secret-secret-secret-secret"u8);

            var expected = clean.Ask(method).Select(sent => Convert.ToHexString(sent.Bytes));

            Assert.Equal(expected, used.Ask(method).Select(sent => Convert.ToHexString(sent.Bytes)));
        }
    }

    [Fact]
    public void Threat_row_26_no_field_is_echoed_but_the_transaction()
    {
        var sent = _test.Ask(KrpcMethod.Unknown, (ref KrpcMessage m) => (m.Port, m.Target) = (4321, null)).First();

        Assert.True(sent.Message.Transaction.SequenceEqual("aa"u8));
        Assert.Equal("d1:eli204e14:method unknowne1:t2:aa1:y1:ee", System.Text.Encoding.ASCII.GetString(sent.Bytes));
    }

    [Fact]
    public void Answering_takes_no_memory()
    {
        Fill(100);
        var asker = _world.NewAddress();
        var datagrams = new[] { KrpcMethod.Ping, KrpcMethod.FindNode }
            .Select(method => TestNode.Write(new KrpcMessage { Method = method, Transaction = "aa"u8, Id = TestNode.StrangerId, Target = TestNode.Point, IsReadOnly = true }))
            .ToArray();
        var (before, answers) = (0L, 0);
        for (var i = 0; i < 2_000; i++)
        {
            if (i == 1_000) before = GC.GetAllocatedBytesForCurrentThread();
            _test.Now += TimeSpan.FromSeconds(1);
            _test.Node.Receive(asker, datagrams[i % 2], _test.Now, _test.Outputs);
            answers += _test.Outputs.Count;
            _test.Outputs.Clear();
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(2_000, answers);
        Assert.InRange(taken, 0, 1_000);
    }

    [Fact]
    public void Whatever_comes_nothing_is_thrown()
    {
        const int Seed = 71;
        var random = new Random(Seed);
        Fill(20);
        var good = TestNode.Write(new KrpcMessage { Method = KrpcMethod.GetPeers, Transaction = "aa"u8, Id = TestNode.StrangerId, Target = TestNode.Point });
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = round % 2 == 0 ? new byte[random.Next(257)] : [.. good];
            if (round % 2 == 0) random.NextBytes(bytes);
            else bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            _test.Receive(_world.NewAddress(), bytes);
        }
    }

    private void Fill(int nodes)
    {
        for (var i = 0; i < nodes; i++)
        {
            var address = _world.NewAddress();
            _test.Node.Table.OnReply(new NodeContact(SecureNodeId.Create(address, _world.NewId()), address), _test.Now);
        }
    }

    private static byte[] Value(params byte[] address) => [(byte)'6', (byte)':', .. address, 0x1A, 0xE1];
}
