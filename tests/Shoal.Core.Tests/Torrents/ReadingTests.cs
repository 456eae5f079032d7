using Shoal.Core.Pieces;
using Shoal.Core.Tests.Simulation;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

/// <summary>What a reader waits for comes first, and in time.</summary>
public class ReadingTests
{
    [Fact]
    public void Pieces_of_the_plan_are_asked_first_and_in_its_order()
    {
        var stage = new CoreStage(pieces: 100);
        Read(stage, 1, 90, 91, 7);

        var (seed, asked) = stage.JoinSeed();

        Assert.Equal([90, 91, 7], asked.Select(block => block.Piece.Value).Distinct().Take(3));
        Assert.Equal(64, asked.Count);
        var rest = stage.Deliver(seed, asked);
        Assert.True(stage.Core.IsComplete);
        Assert.DoesNotContain(rest, output => output.Kind == TorrentOutputKind.SendCancel);
    }

    [Fact]
    public void All_peers_share_the_piece_that_is_waited_for()
    {
        var stage = new CoreStage(pieces: 100, blocksPerPiece: 64);
        Read(stage, 1, 50);
        var (_, first) = stage.JoinSeed(maxRequests: 24);
        var (_, second) = stage.JoinSeed(maxRequests: 24);
        var (_, third) = stage.JoinSeed(maxRequests: 24);

        Assert.Equal(64, first.Concat(second).Concat(third).Count(block => block.Piece.Value == 50));
        Assert.Equal(64, first.Concat(second).Concat(third).Where(block => block.Piece.Value == 50).Distinct().Count());
    }

    [Fact]
    public void A_jump_takes_back_what_waits_and_keeps_what_is_under_way()
    {
        var stage = new CoreStage(pieces: 100);
        var (seed, asked) = stage.JoinSeed();

        var said = Read(stage, 1, 77, 78);

        Assert.Equal(asked.Skip(4).Reverse(), said.Where(output => output.Kind == TorrentOutputKind.SendCancel).Select(output => output.Block));
        var anew = CoreStage.Asked(said, seed);
        Assert.Equal([77, 77, 77, 77, 78, 78, 78, 78], anew.Take(8).Select(block => block.Piece.Value));
        Assert.Equal(64, stage.Core.OpenRequests);
        stage.Deliver(seed, asked.Take(4).Concat(anew));
        Assert.True(stage.Core.IsComplete);
    }

    [Fact]
    public void A_reader_that_only_goes_on_takes_nothing_back()
    {
        var stage = new CoreStage(pieces: 100);
        Read(stage, 1, 10, 11, 12);
        stage.JoinSeed();

        var said = Read(stage, 1, 11, 12, 13);

        Assert.DoesNotContain(said, output => output.Kind == TorrentOutputKind.SendCancel);
    }

    [Fact]
    public void When_nobody_reads_any_more_the_rarest_come_first_again()
    {
        var stage = new CoreStage(pieces: 100, have: null);
        Read(stage, 1, Enumerable.Range(0, 50).ToArray());
        stage.Tell(TorrentInput.ReadingChanged(ReadingPlan.None));
        var (_, asked) = stage.JoinSeed();

        Assert.NotEqual(Enumerable.Range(0, 16), asked.Select(block => block.Piece.Value).Distinct().Order());
    }

    [Fact]
    public void A_slow_peers_block_that_is_waited_for_is_asked_of_a_faster_one_too()
    {
        var stage = new CoreStage(pieces: 400);
        var (slow, ofSlow) = stage.JoinSeed(maxRequests: 8);
        var (fast, asked) = stage.JoinSeed();
        for (var i = 0; i < 200; i++)
        {
            asked.AddRange(CoreStage.Asked(stage.Tell(TorrentInput.BlockArrived(fast, asked[i])), fast));
            if (i % 50 == 0) stage.Tell(TorrentInput.BlockArrived(slow, ofSlow[i / 50]));
            if (i % 50 == 49) asked.AddRange(CoreStage.Asked(stage.Tick(), fast));
        }

        var waited = ofSlow[^1].Piece.Value;
        var said = Read(stage, 1, waited);

        Assert.Contains(CoreStage.Asked(said, fast), block => block.Piece.Value == waited && ofSlow.Contains(block));
        Assert.DoesNotContain(CoreStage.Asked(said, slow), block => block.Piece.Value == waited);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public void Pieces_that_do_not_exist_are_passed_over(int piece)
    {
        var stage = new CoreStage(pieces: 100);
        Read(stage, 1, piece, 3);

        Assert.Equal(3, stage.JoinSeed().Asked[0].Piece.Value);
    }

    [Fact]
    public void In_any_swarm_what_is_waited_for_comes_within_seconds_wherever_it_is()
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var geometry = new TorrentGeometry(64L << 20, 256 << 10);
            var swarm = new SimSwarm(seed, geometry) { Loss = 0.005 };
            var reader = swarm.Add(new SimPeerOptions { Down = 4 << 20 });
            for (var i = 0; i < 6; i++) swarm.Connect(reader, swarm.Add(new SimPeerOptions { IsSeed = true, Up = (100 + 150 * i) << 10 }));
            swarm.RunFor(TimeSpan.FromSeconds(8));
            for (var jump = 0; jump < 4 && !reader.Core.IsComplete; jump++)
            {
                var to = swarm.Random.Next(geometry.PieceCount);
                while (reader.Core.Have.Contains(to)) to = (to + 1) % geometry.PieceCount;
                var asked = swarm.Clock.Now;
                reader.Tell(TorrentInput.ReadingChanged(new ReadingPlan([.. Enumerable.Range(to, Math.Min(16, geometry.PieceCount - to)).Where(piece => !reader.Core.Have.Contains(piece))], 1)));
                while (!reader.Core.Have.Contains(to) && swarm.Clock.Now - asked < TimeSpan.FromSeconds(30)) swarm.RunFor(TimeSpan.FromSeconds(0.05));
                Assert.True(swarm.Clock.Now - asked < TimeSpan.FromSeconds(2.5), $"seed {seed}: piece {to} took {swarm.Clock.Now - asked}");
                swarm.RunFor(TimeSpan.FromSeconds(3));
            }
        }
    }

    private static IReadOnlyList<TorrentOutput> Read(CoreStage stage, int heads, params int[] pieces) =>
        stage.Tell(TorrentInput.ReadingChanged(new ReadingPlan(pieces, heads)));
}
