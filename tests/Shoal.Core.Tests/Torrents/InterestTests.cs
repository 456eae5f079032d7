using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

/// <summary>Whom we are interested in, and what is picked.</summary>
public class InterestTests
{
    [Fact]
    public void Interested_is_said_once_when_a_peer_gets_the_first_piece_we_want()
    {
        var stage = new CoreStage(have: null, priorities: [0, 4, 4, 4, 4, 4, 4, 4]);
        var peer = stage.Join();

        Assert.Empty(stage.Tell(TorrentInput.PeerHas(peer, stage.Geometry.Piece(0))));
        Assert.Equal([TorrentOutput.SendInterested(peer)], stage.Tell(TorrentInput.PeerHas(peer, stage.Geometry.Piece(1))));
        Assert.Empty(stage.Tell(TorrentInput.PeerHas(peer, stage.Geometry.Piece(1))));
        Assert.Empty(stage.Tell(TorrentInput.PeerHas(peer, stage.Geometry.Piece(2))));
    }

    [Fact]
    public void Not_interested_is_said_when_the_last_wanted_piece_of_a_peer_came_from_elsewhere()
    {
        var stage = new CoreStage(pieces: 2, blocksPerPiece: 1);
        var poor = stage.JoinWith(true, 0);
        var (seed, asked) = stage.JoinSeed();

        var said = stage.Deliver(seed, asked);

        Assert.Equal(1, said.Count(o => o == TorrentOutput.SendNotInterested(poor)));
    }

    [Fact]
    public void A_piece_lost_by_its_only_owner_ends_our_interest()
    {
        var stage = new CoreStage();
        var peer = stage.JoinWith(true, 3);

        Assert.Equal([TorrentOutput.SendNotInterested(peer)], stage.Tell(TorrentInput.PeerLost(peer, stage.Geometry.Piece(3))));
    }

    [Fact]
    public void A_seed_that_lost_a_piece_is_a_seed_no_more()
    {
        var stage = new CoreStage();
        var (seed, _) = stage.JoinSeed();

        stage.Tell(TorrentInput.PeerLost(seed, stage.Geometry.Piece(3)));

        Assert.Equal((0, 1, 0), (stage.Core.SeedCount, stage.Core.AvailabilityOf(stage.Geometry.Piece(0)), stage.Core.AvailabilityOf(stage.Geometry.Piece(3))));
    }

    [Fact]
    public void The_rarest_piece_is_asked_for_first_once_four_are_here()
    {
        var have = new PieceSet(20);
        var stage = new CoreStage(pieces: 20, blocksPerPiece: 1, have: have);
        for (var i = 0; i < 4; i++) have.Add(stage.Geometry.Piece(i));
        for (var i = 0; i < 3; i++) stage.JoinWith(true, [.. Enumerable.Range(0, 20).Where(p => p != 13)]);

        var (_, asked) = stage.JoinSeed(maxRequests: 1);

        Assert.Equal(13, asked[0].Piece.Value);
    }

    [Fact]
    public void The_first_pieces_are_picked_by_chance()
    {
        var first = Enumerable.Range(0, 200).Select(seed =>
        {
            var stage = new CoreStage(pieces: 20, blocksPerPiece: 1, seed: (ulong)seed);
            stage.JoinWith(true, [.. Enumerable.Range(0, 20).Where(p => p != 13)]);
            return stage.JoinSeed(maxRequests: 1).Asked[0].Piece.Value;
        }).ToHashSet();

        Assert.Equal(20, first.Count);
    }

    [Fact]
    public void In_sequence_pieces_come_in_order()
    {
        var stage = new CoreStage(pieces: 30, blocksPerPiece: 2);
        stage.Tell(TorrentInput.ModeChanged(new TorrentMode(Sequential: true)));

        var (_, asked) = stage.JoinSeed();

        Assert.Equal(Enumerable.Range(0, 30).SelectMany(p => new[] { p, p }), asked.Select(block => block.Piece.Value));
    }

    [Fact]
    public void Higher_priorities_come_first_and_zero_never()
    {
        byte[] priorities = [1, 7, 0, 4, 7, 0, 1, 4];
        var stage = new CoreStage(pieces: 8, blocksPerPiece: 1, priorities: priorities);

        var (seed, asked) = stage.JoinSeed();
        var said = stage.Deliver(seed, asked);

        Assert.Equal([7, 7, 4, 4, 1, 1], asked.Select(block => (int)priorities[block.Piece.Value]));
        Assert.True(stage.Core.IsComplete);
        Assert.Single(said, o => o.Kind == TorrentOutputKind.Completed);
        Assert.Single(said, o => o.Kind == TorrentOutputKind.DropPeer);
    }

    [Fact]
    public void What_is_wanted_no_more_is_cancelled_and_given_back()
    {
        var stage = new CoreStage(pieces: 2, blocksPerPiece: 4);
        var (seed, asked) = stage.JoinSeed();
        stage.Tell(TorrentInput.BlockArrived(seed, asked[0]));
        var dropped = asked[0].Piece.Value;

        stage.Tell(TorrentInput.PrioritiesChanged([.. Enumerable.Range(0, 2).Select(p => (byte)(p == dropped ? 0 : 4))]));

        Assert.Equal((3, 1, 0), (stage.Count(TorrentOutputKind.SendCancel), stage.Count(TorrentOutputKind.DropPiece), stage.Count(TorrentOutputKind.Completed)));
        stage.Deliver(seed, asked.Where(block => block.Piece.Value != dropped));
        Assert.True(stage.Core.IsComplete);
    }

    [Fact]
    public void More_can_be_wanted_after_all_was_here()
    {
        var stage = new CoreStage(pieces: 2, blocksPerPiece: 1, priorities: [4, 0]);
        var (seed, asked) = stage.JoinSeed();
        stage.Deliver(seed, asked);

        stage.Tell(TorrentInput.PrioritiesChanged([4, 4]));
        var (again, askedAgain) = stage.JoinSeed();
        var said = stage.Deliver(again, askedAgain);

        Assert.Equal(1, askedAgain[0].Piece.Value);
        Assert.Single(said, o => o.Kind == TorrentOutputKind.Completed);
    }

    [Fact]
    public void Wanting_less_can_complete_a_torrent()
    {
        var stage = new CoreStage(pieces: 2, blocksPerPiece: 1, priorities: [4, 0]);
        var (seed, asked) = stage.JoinSeed();
        stage.Deliver(seed, asked);
        stage.Tell(TorrentInput.PrioritiesChanged([4, 4]));

        stage.Tell(TorrentInput.PrioritiesChanged([4, 0]));

        Assert.Equal(1, stage.Count(TorrentOutputKind.Completed));
    }

    [Fact]
    public void A_suggested_piece_is_taken_before_others()
    {
        var stage = new CoreStage(pieces: 50, blocksPerPiece: 1);
        var seed = stage.Join();
        stage.Tell(TorrentInput.PeerHasAll(seed));
        stage.Tell(TorrentInput.PeerSuggested(seed, stage.Geometry.Piece(37)));

        Assert.Equal(37, CoreStage.Asked(stage.Tell(TorrentInput.PeerUnchoked(seed)), seed)[0].Piece.Value);
    }

    [Fact]
    public void An_allowed_fast_piece_is_asked_for_through_a_choke_and_no_other()
    {
        var stage = new CoreStage(pieces: 50, blocksPerPiece: 2);
        var seed = stage.Join();
        stage.Tell(TorrentInput.PeerHasAll(seed));

        var asked = CoreStage.Asked(stage.Tell(TorrentInput.PeerAllowedFast(seed, stage.Geometry.Piece(9))), seed);

        Assert.Equal([stage.Block(9, 0), stage.Block(9, 1)], asked);
        Assert.Empty(CoreStage.Asked(stage.Tick(3), seed));
        stage.Deliver(seed, asked);
        Assert.True(stage.Core.Have.Contains(9));
    }

    [Fact]
    public void A_piece_allowed_fast_survives_a_choke_and_others_do_not()
    {
        var stage = new CoreStage(pieces: 4, blocksPerPiece: 2);
        var (seed, asked) = stage.JoinSeed();
        stage.Tell(TorrentInput.PeerAllowedFast(seed, asked[0].Piece));

        stage.Tell(TorrentInput.PeerChoked(seed));
        stage.Tick(2);

        Assert.Equal(2, stage.Core.OpenRequests);
    }

    [Fact]
    public void Two_seeds_part()
    {
        var stage = new CoreStage(have: PieceSet.Full(8));
        var (a, b, c) = (stage.Join(), stage.Join(), stage.Join());

        Assert.Equal([TorrentOutput.DropPeer(a, DropReason.BothSeeds)], stage.Tell(TorrentInput.PeerHasAll(a)));
        Assert.Equal([TorrentOutput.DropPeer(b, DropReason.BothSeeds)], stage.Tell(TorrentInput.PeerHasPieces(b, PieceSet.Full(8))));
        Assert.Empty(stage.Tell(TorrentInput.PeerHasPieces(c, stage.SetOf(0, 1, 2))));
        Assert.Equal([TorrentOutput.DropPeer(c, DropReason.BothSeeds)], stage.Tell(TorrentInput.PeerUploadOnly(c)));
        Assert.Equal(0, stage.Core.PeerCount);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    public void Pieces_begun_stay_within_their_bytes(int pieces, int begun)
    {
        var stage = new CoreStage(pieces, blocksPerPiece: 16, options: new TorrentOptions { MaxPartialBytes = 1 << 20 });

        var (seed, asked) = stage.JoinSeed(maxRequests: 2_000);

        Assert.Equal(begun, stage.Core.PartialCount);
        stage.Deliver(seed, asked);
        Assert.True(stage.Core.IsComplete);
    }

    [Fact]
    public void One_piece_may_begin_however_big_it_is()
    {
        var stage = new CoreStage(pieces: 3, blocksPerPiece: 200, options: new TorrentOptions { MaxPartialBytes = 1 << 20 });

        var (seed, asked) = stage.JoinSeed();

        Assert.Equal(1, stage.Core.PartialCount);
        stage.Deliver(seed, asked);
        Assert.True(stage.Core.IsComplete);
    }

    [Fact]
    public void Room_taken_by_a_piece_that_nobody_here_can_finish_is_given_back()
    {
        var stage = new CoreStage(pieces: 2, blocksPerPiece: 64, options: new TorrentOptions { MaxPartialBytes = 1 << 20 });
        var left = stage.JoinWith(true, 0);
        stage.Tell(TorrentInput.BlockArrived(left, CoreStage.Asked(stage.Tell(TorrentInput.PeerUnchoked(left)), left)[0]));
        stage.Tell(TorrentInput.PeerLeft(left));
        var other = stage.JoinWith(true, 1);
        Assert.Empty(CoreStage.Asked(stage.Tell(TorrentInput.PeerUnchoked(other)), other));

        Assert.Empty(CoreStage.Asked(stage.Tick(29), other));
        Assert.NotEmpty(CoreStage.Asked(stage.Tick(3), other));
    }

    [Fact]
    public void A_verdict_that_will_not_come_frees_the_piece()
    {
        var stage = new CoreStage(pieces: 1);
        var (seed, asked) = stage.JoinSeed();
        foreach (var block in asked) stage.Tell(TorrentInput.BlockArrived(seed, block));

        stage.Tell(TorrentInput.PieceLost(stage.Geometry.Piece(0)));

        Assert.Equal(asked, CoreStage.Asked(stage.Said, seed));
    }
}
