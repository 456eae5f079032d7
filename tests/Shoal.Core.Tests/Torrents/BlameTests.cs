using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

/// <summary>Who is found guilty of a wrong piece, and how (threats row 28).</summary>
public class BlameTests
{
    private readonly CoreStage _stage = new(pieces: 1, blocksPerPiece: 4);
    private PieceIndex Piece => _stage.Geometry.Piece(0);

    [Fact]
    public void The_only_author_of_a_wrong_piece_is_banned_at_once()
    {
        var (liar, asked) = _stage.JoinSeed();
        foreach (var block in asked) _stage.Tell(TorrentInput.BlockArrived(liar, block));

        var said = _stage.Tell(TorrentInput.PieceFailed(Piece, [1, 2, 3, 4]));

        var ban = Assert.Single(said, o => o.Kind == TorrentOutputKind.BanPeer);
        Assert.Equal((liar, DropReason.SentCorruptData, "10.0.0.1"), (ban.Peer, ban.Reason, ban.Address!.Address.ToString()));
        Assert.Equal(0, _stage.Core.PeerCount);
    }

    [Fact]
    public void Of_two_authors_only_the_one_whose_block_differs_is_banned()
    {
        var (honest, liar) = FailTogether();

        var retry = FinishRetry(out var author);

        Assert.Equal(1, retry.Count(o => o.Kind == TorrentOutputKind.BanPeer));
        Assert.Contains(retry, o => o.Kind == TorrentOutputKind.BanPeer && o.Peer == liar);
        Assert.True(author == honest || author == liar);
    }

    [Fact]
    public void Nobody_is_banned_when_the_piece_passes_with_the_same_blocks()
    {
        FailTogether(wrong: 3);

        var said = FinishRetry(out _, passed: [1, 2, 99, 4]);

        Assert.DoesNotContain(said, o => o.Kind == TorrentOutputKind.BanPeer);
    }

    [Fact]
    public void The_next_try_is_by_one_peer_alone_and_asks_for_digests()
    {
        FailTogether();

        var asked = _stage.Said.Where(o => o.Kind == TorrentOutputKind.SendRequest).ToList();

        Assert.Equal(4, asked.Count);
        Assert.Single(asked.Select(o => o.Peer).Distinct());
        Assert.Contains(Finish(asked), o => o.Kind == TorrentOutputKind.VerifyPiece && o.WantsBlockDigests);
    }

    [Fact]
    public void A_second_failure_by_one_alone_convicts_it_and_not_the_other()
    {
        FailTogether();
        var asked = _stage.Said.Where(o => o.Kind == TorrentOutputKind.SendRequest).ToList();
        Finish(asked);

        var said = _stage.Tell(TorrentInput.PieceFailed(Piece, [9, 9, 9, 9]));

        Assert.Equal(asked[0].Peer, Assert.Single(said, o => o.Kind == TorrentOutputKind.BanPeer).Peer);
        Assert.Equal(1, _stage.Core.PeerCount);
    }

    [Fact]
    public void A_liar_that_left_is_banned_by_its_address_when_the_truth_is_known()
    {
        var (honest, liar) = FailTogether();
        _stage.Tell(TorrentInput.PeerLeft(liar));
        for (var i = 0; i < 4; i++) _stage.Tell(TorrentInput.BlockArrived(honest, _stage.Block(0, i)));

        var said = _stage.Tell(TorrentInput.PieceVerified(Piece, [1, 2, 3, 4]));

        var ban = Assert.Single(said, o => o.Kind == TorrentOutputKind.BanPeer);
        Assert.Equal((liar, "10.0.0.2"), (ban.Peer, ban.Address!.Address.ToString()));
    }

    [Fact]
    public void Blocks_that_come_into_a_buffer_emptied_by_a_verdict_still_on_its_way_are_not_lost()
    {
        var (a, asked) = _stage.JoinSeed();
        var b = _stage.Join();
        _stage.Tell(TorrentInput.PeerHasAll(b));
        for (var i = 0; i < 4; i++) _stage.Tell(TorrentInput.BlockArrived(i < 2 ? a : b, asked[i]));

        _stage.Tell(TorrentInput.BlockArrived(b, asked[0]));
        var said = _stage.Tell(TorrentInput.PieceFailed(Piece, [1, 2, 3, 4]));

        Assert.Equal([1, 2, 3], said.Where(o => o.Kind == TorrentOutputKind.SendRequest).Select(o => o.Block.BlockIndex));
    }

    /// <summary>Two peers bring two blocks each; block 2 (digest 99 instead of 3) is the second one's lie.</summary>
    private (PeerHandle Honest, PeerHandle Liar) FailTogether(int wrong = 3)
    {
        var (honest, asked) = _stage.JoinSeed();
        var (liar, _) = _stage.JoinSeed();
        for (var i = 0; i < 4; i++) _stage.Tell(TorrentInput.BlockArrived(i < 2 ? honest : liar, asked[i]));
        var said = _stage.Tell(TorrentInput.PieceFailed(Piece, [1, 2, wrong == 3 ? 99UL : 3, 4]));
        Assert.DoesNotContain(said, o => o.Kind == TorrentOutputKind.BanPeer);
        return (honest, liar);
    }

    private List<TorrentOutput> FinishRetry(out PeerHandle author, ulong[]? passed = null)
    {
        var asked = _stage.Said.Where(o => o.Kind == TorrentOutputKind.SendRequest).ToList();
        author = asked[0].Peer;
        Finish(asked);
        return [.. _stage.Tell(TorrentInput.PieceVerified(Piece, passed ?? [1, 2, 3, 4]))];
    }

    private List<TorrentOutput> Finish(List<TorrentOutput> asked)
    {
        List<TorrentOutput> all = [];
        foreach (var request in asked) all.AddRange(_stage.Tell(TorrentInput.BlockArrived(request.Peer, request.Block)));
        return all;
    }
}
