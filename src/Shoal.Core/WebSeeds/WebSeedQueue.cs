using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;

namespace Shoal.Core.WebSeeds;

/// <summary>Blocks asked of a web seed and not yet fetched; handed out as runs, so that whole pieces and rows of pieces are one request.</summary>
public sealed class WebSeedQueue(TorrentGeometry geometry, FileLayout layout)
{
    /// <summary>Longest run, in bytes: what is lost to others when a seed turns slow.</summary>
    public const int MaxRunBytes = 16 << 20;

    /// <summary>A run of small files ends after this many, so that others may be fetched beside them: each file is a round trip.</summary>
    public const int MaxRunFiles = 8;

    private readonly List<BlockAddress> _blocks = [];
    private bool _isSorted = true;

    public int Count => _blocks.Count;

    public void Add(BlockAddress block)
    {
        _blocks.Add(block);
        _isSorted = false;
    }

    /// <summary>Takes a block out again; false when it is not (or no longer) here.</summary>
    public bool Remove(BlockAddress block)
    {
        var at = _blocks.LastIndexOf(block);
        if (at < 0) return false;
        _blocks.RemoveAt(at);
        return true;
    }

    /// <summary>Empties the queue.</summary>
    public IReadOnlyList<BlockAddress> TakeAll()
    {
        BlockAddress[] all = [.. _blocks];
        _blocks.Clear();
        return all;
    }

    /// <summary>Takes the longest run that begins at the first block of the piece space.</summary>
    public bool TryTake(out WebSeedRun run)
    {
        run = null!;
        if (_blocks.Count == 0) return false;
        if (!_isSorted) _blocks.Sort(ByPlace);
        _isSorted = true;
        var (start, length, count, files) = (OffsetOf(_blocks[0]), 0, 0, 0);
        while (count < _blocks.Count && OffsetOf(_blocks[count]) == start + length && length + _blocks[count].Length <= MaxRunBytes && files < MaxRunFiles)
        {
            files += FilesEnding(start + length, _blocks[count].Length);
            length += _blocks[count++].Length;
        }

        run = new WebSeedRun(_blocks.GetRange(0, count), start, length);
        _blocks.RemoveRange(0, count);
        return true;
    }

    private long OffsetOf(BlockAddress block) => geometry.OffsetOf(block.Piece) + block.Offset;

    private int FilesEnding(long offset, int length)
    {
        var count = 0;
        var runs = layout.Locate(offset, length);
        while (runs.MoveNext()) count += runs.IsFileEnd ? 1 : 0;
        return count;
    }

    private static int ByPlace(BlockAddress a, BlockAddress b) =>
        a.Piece.Value != b.Piece.Value ? a.Piece.Value.CompareTo(b.Piece.Value) : a.Offset.CompareTo(b.Offset);
}
