using System.Net;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

public class PieceOrderTests
{
    [Fact]
    public void Every_pick_is_as_rare_as_any_after_any_history()
    {
        for (var seed = 0; seed < 60; seed++) Live(seed);
    }

    private static void Live(int seed)
    {
        var random = new Random(seed);
        var pieces = random.Next(1, 200);
        var geometry = new TorrentGeometry(pieces * 1000L, 1000);
        var availability = new Availability(pieces);
        var order = new PieceOrder(pieces, availability, new Dice((ulong)seed));
        byte[]? priorities = null;
        var free = new HashSet<int>();
        var peers = new List<TorrentPeer>();
        for (var step = 0; step < 400; step++)
        {
            var piece = geometry.Piece(random.Next(pieces));
            switch (random.Next(8))
            {
                case 0 or 1: order.Add(piece); free.Add(piece.Value); break;
                case 2: order.Remove(piece); free.Remove(piece.Value); break;
                case 3 when peers.Count < 10: peers.Add(NewPeer(random, pieces, availability, order)); break;
                case 4 when peers.Count > 0: Leave(peers, random.Next(peers.Count), availability, order); break;
                case 5 when peers.Count > 0: Have(peers[random.Next(peers.Count)], piece, availability, order); break;
                case 6 when random.Next(20) == 0:
                    priorities = [.. Enumerable.Range(0, pieces).Select(_ => (byte)random.Next(1, 8))];
                    order.SetPriorities(priorities);
                    break;
                default: Check(seed, order, free, peers, priorities); break;
            }
        }
    }

    private static void Check(int seed, PieceOrder order, HashSet<int> free, List<TorrentPeer> peers, byte[]? priorities)
    {
        Assert.Equal(free.Count, order.Count);
        foreach (var peer in peers)
        {
            var has = free.Where(peer.Has).ToList();
            var picked = order.Pick(peer, atRandom: false);
            var expected = has.Count == 0 ? (0, 0) : has.Select(Rank).Min();
            Assert.True(picked < 0 ? has.Count == 0 : has.Contains(picked) && Rank(picked) == expected, $"Seed {seed}: picked {picked}.");
            var inOrder = has.Count == 0 ? -1 : has.OrderByDescending(p => priorities?[p] ?? 4).ThenBy(p => p).First();
            Assert.True(order.PickInOrder(peer) == inOrder, $"Seed {seed}: not the first in order.");
            var atRandom = order.Pick(peer, atRandom: true);
            Assert.True(atRandom < 0 ? has.Count == 0 : has.Contains(atRandom), $"Seed {seed}: random pick {atRandom}.");
        }

        var outOfReach = free.Count(p => !peers.Exists(peer => peer.Has(p)));
        Assert.True(order.CountOutOfReach == outOfReach, $"Seed {seed}: {order.CountOutOfReach} out of reach, not {outOfReach}.");

        (int Priority, int Peers) Rank(int piece) => (-(priorities?[piece] ?? 4), peers.Count(peer => !peer.SaidAll && peer.Has(piece)));
    }

    private static TorrentPeer NewPeer(Random random, int pieces, Availability availability, PieceOrder order)
    {
        var traits = new PeerTraits(new IPEndPoint(IPAddress.Loopback, 1), false, true, 0);
        var peer = new TorrentPeer(new PeerHandle(random.Next()), traits, new TorrentOptions(), TimeSpan.Zero);
        if (random.Next(4) == 0)
        {
            peer.SaidAll = true;
            availability.AddSeed();
            return peer;
        }

        peer.Pieces = new PieceSet(pieces);
        var geometry = new TorrentGeometry(pieces * 1000L, 1000);
        for (var piece = 0; piece < pieces; piece++)
        {
            if (random.Next(3) == 0) peer.Pieces.Add(geometry.Piece(piece));
        }

        availability.Add(peer.Pieces);
        order.MarkStale();
        return peer;
    }

    private static void Leave(List<TorrentPeer> peers, int which, Availability availability, PieceOrder order)
    {
        var peer = peers[which];
        peers.RemoveAt(which);
        if (peer.SaidAll) availability.RemoveSeed();
        else
        {
            for (var piece = 0; piece < peer.Pieces!.PieceCount; piece++)
            {
                if (!peer.Has(piece)) continue;
                availability.Remove(piece);
                order.Fell(piece);
            }
        }
    }

    private static void Have(TorrentPeer peer, PieceIndex piece, Availability availability, PieceOrder order)
    {
        if (peer.SaidAll || !peer.Pieces!.Add(piece)) return;
        availability.Add(piece.Value);
        order.Rose(piece.Value);
    }
}
