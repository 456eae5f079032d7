using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

/// <summary>Who gets our upload slots.</summary>
public class ChokerTests
{
    private static readonly TorrentOptions Slots3 = new() { UploadSlots = 3 };

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    public void Interested_peers_get_free_slots_at_once(int peers, int unchoked)
    {
        var stage = Seed(Slots3);

        var said = Enumerable.Range(0, peers).SelectMany(_ => JoinInterested(stage).Said).ToList();

        Assert.Equal(unchoked, said.Count(o => o.Kind == TorrentOutputKind.SendUnchoke));
        Assert.Equal(unchoked, stage.Core.UnchokedCount);
    }

    [Fact]
    public void A_slot_left_goes_at_once_to_who_waits_longest()
    {
        var stage = Seed(Slots3);
        var peers = Enumerable.Range(0, 5).Select(_ => JoinInterested(stage).Peer).ToList();

        Assert.Contains(TorrentOutput.SendUnchoke(peers[3]), stage.Tell(TorrentInput.PeerLeft(peers[0])));
        Assert.Equal([TorrentOutput.SendChoke(peers[1]), TorrentOutput.SendUnchoke(peers[4])], stage.Tell(TorrentInput.PeerNotInterested(peers[1])));
    }

    [Fact]
    public void A_peer_that_only_uploads_gets_no_slot()
    {
        var stage = new CoreStage(options: Slots3);
        var peer = JoinInterested(stage).Peer;

        Assert.Contains(TorrentOutput.SendChoke(peer), stage.Tell(TorrentInput.PeerUploadOnly(peer)));
        Assert.Equal(0, stage.Core.UnchokedCount);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    public void Slots_are_dealt_again_each_interval(int seconds, int chokesAtLeast)
    {
        var stage = new CoreStage(pieces: 4_000, options: Slots3);
        var peers = Enumerable.Range(0, 8).Select(_ => JoinInterested(stage).Peer).ToList();
        stage.Tell(TorrentInput.Tick());

        var said = Trade(stage, peers, seconds, giver => giver >= 4);

        Assert.True(said.Count(o => o.Kind == TorrentOutputKind.SendChoke) >= chokesAtLeast);
        if (chokesAtLeast == 0) Assert.DoesNotContain(said, o => o.Kind == TorrentOutputKind.SendChoke);
    }

    [Fact]
    public void Those_who_give_most_have_the_slots_and_one_goes_round()
    {
        var stage = new CoreStage(pieces: 8_000, options: Slots3);
        var peers = Enumerable.Range(0, 8).Select(_ => JoinInterested(stage).Peer).ToList();
        stage.Tell(TorrentInput.Tick());

        Trade(stage, peers, 200, giver => giver is 2 or 5);

        Assert.False(FactsOf(stage, peers[2]).AmChoking);
        Assert.False(FactsOf(stage, peers[5]).AmChoking);
        Assert.Equal(3, stage.Core.UnchokedCount);
    }

    [Fact]
    public void The_optimistic_slot_gets_round_to_everybody()
    {
        var stage = new CoreStage(pieces: 8_000, options: Slots3);
        var peers = Enumerable.Range(0, 8).Select(_ => JoinInterested(stage).Peer).ToList();
        stage.Tell(TorrentInput.Tick());

        var said = Trade(stage, peers, 7 * 30 + 20, giver => giver is 2 or 5);

        var unchoked = said.Where(o => o.Kind == TorrentOutputKind.SendUnchoke).Select(o => o.Peer).ToHashSet();
        Assert.Superset(peers.Where((_, i) => i is not (2 or 5 or 0 or 1)).ToHashSet(), unchoked);
    }

    [Fact]
    public void Two_nearly_equal_givers_do_not_swap_their_slot()
    {
        var stage = new CoreStage(pieces: 8_000, options: new TorrentOptions { UploadSlots = 1 });
        var peers = Enumerable.Range(0, 2).Select(_ => JoinInterested(stage).Peer).ToList();
        stage.Tell(TorrentInput.Tick());
        Trade(stage, peers, 40, _ => true);

        var said = Trade(stage, peers, 100, _ => true);

        Assert.DoesNotContain(said, o => o.Kind is TorrentOutputKind.SendChoke or TorrentOutputKind.SendUnchoke);
    }

    [Fact]
    public void A_seed_serves_everybody_in_turn()
    {
        var stage = Seed(Slots3);
        var peers = Enumerable.Range(0, 9).Select(_ => JoinInterested(stage).Peer).ToList();
        var served = peers.Where(peer => !FactsOf(stage, peer).AmChoking).ToHashSet();

        for (var second = 0; second < 600; second++)
        {
            served.UnionWith(stage.Tick().Where(o => o.Kind == TorrentOutputKind.SendUnchoke).Select(o => o.Peer));
            foreach (var peer in peers.Where(peer => !FactsOf(stage, peer).AmChoking)) stage.Tell(TorrentInput.BlocksSent(peer, 1 << 20));
        }

        Assert.Equal(peers.ToHashSet(), served);
    }

    [Fact]
    public void A_seed_that_serves_the_fastest_keeps_them()
    {
        var stage = Seed(Slots3 with { SeedChoking = SeedChoking.Fastest });
        var peers = Enumerable.Range(0, 9).Select(_ => JoinInterested(stage).Peer).ToList();

        for (var second = 0; second < 600; second++)
        {
            stage.Tick();
            foreach (var peer in peers.Where(peer => !FactsOf(stage, peer).AmChoking))
                stage.Tell(TorrentInput.BlocksSent(peer, peer == peers[7] || peer == peers[4] ? 1 << 20 : 1 << 12));
        }

        Assert.False(FactsOf(stage, peers[7]).AmChoking);
        Assert.False(FactsOf(stage, peers[4]).AmChoking);
    }

    [Fact]
    public void There_are_never_more_unchoked_than_slots()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var stage = Seed(new TorrentOptions { UploadSlots = random.Next(1, 6) }, (ulong)seed);
            var slots = stage.Core.UnchokedCount;
            var peers = new List<PeerHandle>();
            var open = new HashSet<PeerHandle>();
            for (var step = 0; step < 500; step++)
            {
                var said = random.Next(6) switch
                {
                    0 => JoinInterested(stage).Said,
                    1 when peers.Count > 0 => stage.Tell(TorrentInput.PeerNotInterested(peers[random.Next(peers.Count)])),
                    2 when peers.Count > 0 => stage.Tell(TorrentInput.PeerInterested(peers[random.Next(peers.Count)])),
                    3 when peers.Count > 0 => stage.Tell(TorrentInput.PeerLeft(peers[random.Next(peers.Count)])),
                    _ => stage.Tick(random.Next(1, 12)),
                };
                peers = [.. Enumerable.Range(1, 600).Select(i => new PeerHandle(i)).Where(p => stage.Core.TryGetPeer(p, out _))];
                foreach (var output in said)
                {
                    if (output.Kind == TorrentOutputKind.SendUnchoke) Assert.True(open.Add(output.Peer), $"Seed {seed}: unchoked twice.");
                    if (output.Kind == TorrentOutputKind.SendChoke) Assert.True(open.Remove(output.Peer), $"Seed {seed}: choked twice.");
                }

                open.IntersectWith(peers);
                slots = Math.Max(slots, stage.Core.UnchokedCount);
                Assert.True(open.Count == stage.Core.UnchokedCount, $"Seed {seed}: {open.Count} were told, {stage.Core.UnchokedCount} counted.");
            }

            Assert.InRange(slots, 1, 5);
        }
    }

    private static CoreStage Seed(TorrentOptions options, ulong seed = 1) => new(options: options, have: PieceSet.Full(8), seed: seed);

    private static PeerFacts FactsOf(CoreStage stage, PeerHandle peer)
    {
        Assert.True(stage.Core.TryGetPeer(peer, out var facts));
        return facts;
    }

    private static (PeerHandle Peer, List<TorrentOutput> Said) JoinInterested(CoreStage stage)
    {
        var peer = stage.JoinWith(true, [.. Enumerable.Range(0, stage.Geometry.PieceCount - 1)]);
        return (peer, [.. stage.Tell(TorrentInput.PeerInterested(peer))]);
    }

    /// <summary>Each second, those who give bring as many blocks as they were asked for, up to 4.</summary>
    private static List<TorrentOutput> Trade(CoreStage stage, List<PeerHandle> peers, int seconds, Func<int, bool> gives)
    {
        List<TorrentOutput> all = [];
        var asked = peers.ToDictionary(peer => peer, _ => new Queue<BlockAddress>());
        for (var i = 0; i < peers.Count; i++)
        {
            if (gives(i)) Note(stage.Tell(TorrentInput.PeerUnchoked(peers[i])));
        }

        for (var second = 0; second < seconds; second++)
        {
            foreach (var peer in peers)
            {
                for (var i = 0; i < 4 && asked[peer].TryDequeue(out var block); i++)
                {
                    var said = stage.Tell(TorrentInput.BlockArrived(peer, block)).ToList();
                    Note(said);
                    foreach (var verify in said.Where(o => o.Kind == TorrentOutputKind.VerifyPiece)) Note(stage.Tell(TorrentInput.PieceVerified(verify.Piece, null)));
                }
            }

            Note(stage.Tick());
        }

        return all;

        void Note(IEnumerable<TorrentOutput> said)
        {
            foreach (var output in said.ToList())
            {
                all.Add(output);
                if (output.Kind == TorrentOutputKind.SendRequest) asked[output.Peer].Enqueue(output.Block);
            }
        }
    }
}
