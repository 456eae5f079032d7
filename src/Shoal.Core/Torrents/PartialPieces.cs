using System.Diagnostics.CodeAnalysis;
using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>The pieces begun and not finished, their sums, and which of them still have blocks nobody was asked for.</summary>
internal sealed class PartialPieces(TorrentGeometry geometry)
{
    private readonly Dictionary<int, PartialPiece> _pieces = [];
    private readonly List<PartialPiece> _open = [];
    private readonly Stack<PartialPiece> _pool = [];

    public int Count => _pieces.Count;

    /// <summary>Bytes of all of them, those being verified included: what their buffers may take.</summary>
    public long Bytes { get; private set; }

    /// <summary>Blocks nobody was asked for, in all of them.</summary>
    public int FreeBlocks { get; private set; }

    /// <summary>Those with free blocks, in no order.</summary>
    public List<PartialPiece> Open => _open;

    public Dictionary<int, PartialPiece>.ValueCollection All => _pieces.Values;

    public bool TryGet(int piece, [MaybeNullWhen(false)] out PartialPiece partial) => _pieces.TryGetValue(piece, out partial);

    public PartialPiece Begin(PieceIndex index, TimeSpan now)
    {
        if (!_pool.TryPop(out var partial)) partial = new PartialPiece(geometry.BlocksPerPiece);
        partial.Start(geometry, index, now);
        _pieces.Add(index.Value, partial);
        Bytes += partial.LengthBytes;
        FreeBlocks += partial.FreeBlocks;
        List(partial);
        return partial;
    }

    /// <summary>The first free block becomes requested.</summary>
    public int Take(PartialPiece partial)
    {
        var blocks = partial.Blocks;
        var at = partial.FirstFree;
        while (blocks[at].State != BlockState.Free) at++;
        blocks[at].State = BlockState.Requested;
        blocks[at].Requesters = 1;
        partial.FirstFree = at + 1;
        CountFree(partial, -1);
        return at;
    }

    /// <summary>One peer fewer will bring it; free again when that was the last.</summary>
    public void PutBack(PartialPiece partial, int blockIndex)
    {
        ref var block = ref partial.Blocks[blockIndex];
        if (block.State != BlockState.Requested || --block.Requesters > 0) return;
        block.State = BlockState.Free;
        partial.FirstFree = Math.Min(partial.FirstFree, blockIndex);
        CountFree(partial, 1);
    }

    /// <summary>The block is in the buffer, thanks to <paramref name="contributor"/>.</summary>
    public void Arrive(PartialPiece partial, int blockIndex, int contributor)
    {
        ref var block = ref partial.Blocks[blockIndex];
        if (block.State == BlockState.Free) CountFree(partial, -1);
        block = new BlockSlot { State = BlockState.Here, Contributor = contributor };
        partial.HereBlocks++;
    }

    /// <summary>A wrong piece starts over.</summary>
    public void Restart(PartialPiece partial)
    {
        FreeBlocks -= partial.FreeBlocks;
        partial.Empty();
        FreeBlocks += partial.FreeBlocks;
        partial.Owner = null;
        partial.IsExclusive = false;
        List(partial);
    }

    public void End(PartialPiece partial)
    {
        _pieces.Remove(partial.Index.Value);
        Bytes -= partial.LengthBytes;
        FreeBlocks -= partial.FreeBlocks;
        partial.FreeBlocks = 0;
        partial.Owner = null;
        Unlist(partial);
        _pool.Push(partial);
    }

    /// <summary>Gives up what a peer keeps to itself: it is gone, chokes, or does not answer.</summary>
    public void ReleaseClaims(TorrentPeer owner)
    {
        foreach (var partial in _pieces.Values)
        {
            if (partial.Owner == owner) (partial.Owner, partial.IsExclusive) = (null, false);
        }
    }

    private void CountFree(PartialPiece partial, int change)
    {
        partial.FreeBlocks += change;
        FreeBlocks += change;
        if (partial.FreeBlocks == 0) Unlist(partial);
        else if (partial.OpenPosition < 0) List(partial);
    }

    private void List(PartialPiece partial)
    {
        if (partial.OpenPosition >= 0) return;
        partial.OpenPosition = _open.Count;
        _open.Add(partial);
    }

    private void Unlist(PartialPiece partial)
    {
        var at = partial.OpenPosition;
        if (at < 0) return;
        var last = _open[^1];
        _open[at] = last;
        last.OpenPosition = at;
        _open.RemoveAt(_open.Count - 1);
        partial.OpenPosition = -1;
    }
}
