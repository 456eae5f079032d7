using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

public class DownloadTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 4)]
    [InlineData(100, 3)]
    [InlineData(3, 600)]
    public void Everything_comes_from_one_seed_block_by_block(int pieces, int blocksPerPiece)
    {
        var stage = new CoreStage(pieces, blocksPerPiece);
        var (seed, asked) = stage.JoinSeed();

        var said = stage.Deliver(seed, asked);

        Assert.True(stage.Core.IsComplete);
        Assert.Equal(pieces, said.Count(o => o.Kind == TorrentOutputKind.SendHaveToAll));
        Assert.Single(said, o => o.Kind == TorrentOutputKind.Completed);
        Assert.Equal(pieces * blocksPerPiece, asked.Count + said.Count(o => o.Kind == TorrentOutputKind.SendRequest));
        Assert.Equal((0, 0, 0L), (stage.Core.OpenRequests, stage.Core.PartialCount, stage.Core.WastedBytes));
        Assert.Contains(said, o => o.Kind == TorrentOutputKind.DropPeer && o.Reason == DropReason.BothSeeds);
    }
}
