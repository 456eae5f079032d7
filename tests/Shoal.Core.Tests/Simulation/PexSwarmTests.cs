using System.Net;
using Shoal.Core.Extensions;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Simulation;

/// <summary>Who knows one peer of a swarm soon knows them all (BEP 11): the rules alone, on a clock of our own.</summary>
public class PexSwarmTests
{
    private const int Peers = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_twenty_peers_that_know_only_one_all_are_connected_within_a_minute(int seed)
    {
        var random = new Random(seed);
        var nodes = Enumerable.Range(0, Peers).Select(number => new Node(number, random)).ToList();
        var arrivals = nodes.Skip(1).ToDictionary(node => node, _ => random.Next(100));   // in tenths of a second: within ten seconds of each other

        var tenths = 0;
        for (; tenths < 600 && !nodes.TrueForAll(node => node.Links.Count == Peers - 1); tenths++)
        {
            var now = TimeSpan.FromSeconds(tenths / 10.0);
            foreach (var (node, arrival) in arrivals)
                if (arrival == tenths) node.Book.Add(nodes[0].Address, PeerSource.Tracker, now);
            foreach (var node in nodes) node.Turn(nodes, now);
        }

        Assert.True(tenths < 600, $"Seed {seed}: after a minute {string.Join(' ', nodes.Select(node => node.Links.Count))} connections.");
        Assert.True(nodes.Max(node => node.Links.Values.Max(link => link.Messages)) <= 2, $"Seed {seed}: more than two messages in a minute.");
    }

    [Fact]
    public void A_large_swarm_is_told_in_parts_and_nobody_is_told_of_more_than_fifty_at_once()
    {
        var random = new Random(7);
        var nodes = Enumerable.Range(0, 120).Select(number => new Node(number, random)).ToList();
        for (var second = 0; second < 180; second++)
        {
            var now = TimeSpan.FromSeconds(second);
            if (second < 119) nodes[second + 1].Book.Add(nodes[0].Address, PeerSource.Tracker, now);
            foreach (var node in nodes) node.Turn(nodes, now);
        }

        Assert.InRange(nodes.Max(node => node.LargestMessage), 1, PexMessage.MaxWritten);
        Assert.InRange(nodes.Min(node => node.Links.Count), 50, 119);
        Assert.InRange(nodes.Average(node => node.Links.Count), 100, 119);
    }

    private sealed class Node(int number, Random random)
    {
        public IPEndPoint Address { get; } = new(new IPAddress([10, 0, (byte)(number >> 8), (byte)number]), 6881);
        public PeerBook Book { get; } = new((ulong)random.NextInt64());
        public Dictionary<Node, Link> Links { get; } = [];
        public int LargestMessage { get; private set; }

        public void Turn(List<Node> all, TimeSpan now)
        {
            while (Book.TryNext(now, out var address)) Meet(all.Find(node => node.Address.Equals(address))!, now);
            var here = new PexRoster(Links.Keys.Select(node => new PexPeer(node.Address, PexFlags.Reachable)));
            foreach (var (other, link) in Links)
                if (link.Teller.TryTell(here, _ => true, now, out var message)) other.Hear(this, link, message, now);
        }

        private void Meet(Node other, TimeSpan now)
        {
            if (other == this || Links.ContainsKey(other)) return;
            Links.Add(other, new Link(new PexTeller(other.Address, now)));
            other.Links.Add(this, new Link(new PexTeller(Address, now)));
            Book.OnConnected(other.Address, now);
            other.Book.Add(Address, PeerSource.Incoming, now);
            other.Book.OnConnected(Address, now);
        }

        // Over the wire and back: what was sent is what is read.
        private void Hear(Node teller, Link link, PexMessage message, TimeSpan now)
        {
            link.Messages++;
            teller.LargestMessage = Math.Max(teller.LargestMessage, message.Added.Count);
            Assert.True(PexMessage.TryRead(message.ToPayload(), out var read));
            var listener = Links[teller].Listener;
            foreach (var peer in listener.Take(read, now))
                if (!peer.Address.Equals(Address) && !Book.Knows(peer.Address) && listener.TryAdd(now)) Book.Add(peer.Address, PeerSource.PeerExchange, now);
            Assert.False(listener.IsFlooded);
        }
    }

    private sealed class Link(PexTeller teller)
    {
        public PexTeller Teller => teller;
        public PexListener Listener { get; } = new();
        public int Messages { get; set; }
    }
}
