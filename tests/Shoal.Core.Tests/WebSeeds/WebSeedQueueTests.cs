using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.WebSeeds;

namespace Shoal.Core.Tests.WebSeeds;

public class WebSeedQueueTests
{
    private const int Block = TorrentGeometry.BlockSize;

    private readonly TorrentGeometry _geometry = new(64L << 20, 4 * Block);

    [Fact]
    public void An_empty_queue_has_no_run() => Assert.False(QueueOf((0, 64 << 20)).TryTake(out _));

    [Fact]
    public void Pieces_in_a_row_are_one_run_whatever_the_order_they_were_asked_in()
    {
        var queue = QueueOf((0, 64 << 20));
        foreach (var (piece, block) in new[] { (3, 1), (2, 0), (3, 0), (2, 3), (2, 1), (9, 0), (2, 2) }) queue.Add(BlockOf(piece, block));

        Assert.True(queue.TryTake(out var run));

        Assert.Equal((2L * 4 * Block, 6 * Block), (run.Offset, run.Length));
        Assert.Equal([(2, 0), (2, 1), (2, 2), (2, 3), (3, 0), (3, 1)], run.Blocks.Select(block => (block.Piece.Value, block.BlockIndex)));
        Assert.True(queue.TryTake(out var rest));
        Assert.Equal(9, rest.Blocks.Single().Piece.Value);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_run_ends_at_its_limit()
    {
        var queue = QueueOf((0, 64 << 20));
        for (var i = 0; i <= WebSeedQueue.MaxRunBytes / Block; i++) queue.Add(BlockOf(i / 4, i % 4));

        Assert.True(queue.TryTake(out var run));

        Assert.Equal(WebSeedQueue.MaxRunBytes, run.Length);
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void A_run_of_small_files_is_cut_so_that_others_go_beside_it()
    {
        var queue = QueueOf([.. Enumerable.Range(0, 64).Select(i => (i * Block, Block))]);
        for (var i = 0; i < 20; i++) queue.Add(BlockOf(i / 4, i % 4));

        Assert.True(queue.TryTake(out var run));

        Assert.Equal(WebSeedQueue.MaxRunFiles, run.Blocks.Count);
    }

    [Fact]
    public void What_is_taken_back_is_not_fetched()
    {
        var queue = QueueOf((0, 64 << 20));
        for (var i = 0; i < 3; i++) queue.Add(BlockOf(0, i));

        Assert.True(queue.Remove(BlockOf(0, 1)));
        Assert.False(queue.Remove(BlockOf(0, 1)));

        Assert.True(queue.TryTake(out var run));
        Assert.Equal(Block, run.Length);
        Assert.Single(queue.TakeAll());
        Assert.Equal(0, queue.Count);
    }

    private static TorrentFile File(int offset, int length) => new() { Index = 0, Path = "a", Offset = offset, Length = length };

    private WebSeedQueue QueueOf(params (int Offset, int Length)[] files) => new(_geometry, new FileLayout(files.Select(file => File(file.Offset, file.Length))));

    private BlockAddress BlockOf(int piece, int block) => _geometry.Block(_geometry.Piece(piece), block);
}
