using System.Net;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

public class RunTests
{
    [Fact]
    public void A_web_seed_is_asked_for_pieces_in_rows()
    {
        var stage = new CoreStage(pieces: 1_000, blocksPerPiece: 4);
        var asked = JoinWebSeed(stage, out _);

        var pieces = asked.Select(block => block.Piece.Value).Distinct().ToList();

        Assert.Equal(16, pieces.Count);
        Assert.InRange(pieces.Zip(pieces.Skip(1), (a, b) => b == a + 1 ? 0 : 1).Sum(), 0, 1);
    }

    [Fact]
    public void A_row_ends_where_something_more_wanted_is_left()
    {
        var priorities = Enumerable.Range(0, 1_000).Select(piece => (byte)(piece is >= 500 and < 508 ? 7 : 4)).ToArray();
        var stage = new CoreStage(pieces: 1_000, blocksPerPiece: 4, priorities: priorities);

        var pieces = JoinWebSeed(stage, out _).Select(block => block.Piece.Value).Distinct().ToList();

        Assert.Equal(Enumerable.Range(500, 8), pieces.Take(8).Order());
    }

    [Fact]
    public void A_block_of_a_piece_that_it_says_it_has_lost_is_rejected_without_offence()
    {
        var stage = new CoreStage(pieces: 400);
        var asked = JoinWebSeed(stage, out var seed);
        stage.Tell(TorrentInput.PeerHasPieces(seed, stage.SetOf(399)));

        var said = asked.SelectMany(block => Enumerable.Range(0, 10).SelectMany(_ => stage.Tell(TorrentInput.PeerRejected(seed, block)).ToList())).ToList();

        Assert.DoesNotContain(said, output => output.Kind == TorrentOutputKind.DropPeer);
        Assert.DoesNotContain(said, output => output.Kind == TorrentOutputKind.SendRequest && output.Piece.Value != 399);
        Assert.Contains(said, output => output.Kind == TorrentOutputKind.SendRequest && output.Piece.Value == 399);
    }

    private static List<Shoal.Core.Pieces.BlockAddress> JoinWebSeed(CoreStage stage, out PeerHandle seed)
    {
        seed = new PeerHandle(1_000);
        stage.Tell(TorrentInput.PeerJoined(seed, new PeerTraits(new IPEndPoint(IPAddress.None, 0), false, true, 2_000) { TakesRuns = true }));
        stage.Tell(TorrentInput.PeerHasAll(seed));
        return CoreStage.Asked(stage.Tell(TorrentInput.PeerUnchoked(seed)), seed);
    }
}
