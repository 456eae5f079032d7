using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

internal enum BlockState : byte
{
    /// <summary>Nobody was asked for it.</summary>
    Free,

    /// <summary>Somebody was, more than one in the endgame.</summary>
    Requested,

    /// <summary>It is in the piece's buffer.</summary>
    Here,
}

internal struct BlockSlot
{
    public BlockState State;
    public byte Requesters;

    /// <summary>Handle of the peer that brought it; meaningful when it is here.</summary>
    public int Contributor;
}

/// <summary>A piece begun and not finished: what became of each of its blocks. Pooled: changed only by <see cref="PartialPieces"/>.</summary>
internal sealed class PartialPiece(int blocksPerPiece)
{
    private readonly BlockSlot[] _blocks = new BlockSlot[blocksPerPiece];

    public PieceIndex Index { get; private set; }
    public int LengthBytes { get; private set; }
    public int BlockCount { get; private set; }
    public int FreeBlocks { get; set; }
    public int HereBlocks { get; set; }
    public int RequestedBlocks => BlockCount - FreeBlocks - HereBlocks;
    public bool IsWhole => HereBlocks == BlockCount;
    public bool IsUntouched => FreeBlocks == BlockCount;
    public Span<BlockSlot> Blocks => _blocks.AsSpan(0, BlockCount);

    /// <summary>No block before this one is free.</summary>
    public int FirstFree { get; set; }

    /// <summary>Its place among the pieces with free blocks; negative when it has none.</summary>
    public int OpenPosition { get; set; } = -1;

    /// <summary>A fast peer that takes it whole: others stay away while they have anything better to do.</summary>
    public TorrentPeer? Owner { get; set; }

    /// <summary>Others may not help the owner: if the piece is wrong, we know who lied.</summary>
    public bool IsExclusive { get; set; }

    /// <summary>When others may help after all, since the owner is too slow.</summary>
    public TimeSpan ExclusiveUntil { get; set; }

    /// <summary>It was wrong once: the next try is by one peer alone.</summary>
    public bool IsRetry { get; set; }

    /// <summary>All blocks are here and the verdict is awaited.</summary>
    public bool IsVerifying { get; set; }

    /// <summary>Blocks the store did not want although we thought they were missing, in a row.</summary>
    public int Refusals { get; set; }

    /// <summary>When somebody last was at work on it.</summary>
    public TimeSpan TouchedAt { get; set; }

    public BlockAddress Block(int blockIndex)
    {
        var offset = blockIndex * TorrentGeometry.BlockSize;
        return new BlockAddress(Index, offset, Math.Min(TorrentGeometry.BlockSize, LengthBytes - offset));
    }

    public void Start(TorrentGeometry geometry, PieceIndex index, TimeSpan now)
    {
        Index = index;
        LengthBytes = geometry.LengthOf(index);
        BlockCount = geometry.BlocksIn(index);
        (Owner, IsExclusive, IsRetry, TouchedAt) = (null, false, false, now);
        Empty();
    }

    /// <summary>All blocks are to be fetched again.</summary>
    public void Empty()
    {
        Blocks.Clear();
        (FreeBlocks, HereBlocks, FirstFree, IsVerifying, Refusals) = (BlockCount, 0, 0, false, 0);
    }

    public bool MayOthersHelp(TimeSpan now) => !IsExclusive || now >= ExclusiveUntil;
}
