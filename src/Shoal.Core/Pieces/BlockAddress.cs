namespace Shoal.Core.Pieces;

/// <summary>One request's worth of a piece.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Offset">Bytes from the start of the piece; a multiple of 16 KiB.</param>
/// <param name="Length">Bytes; 16 KiB but for the last block of a short piece.</param>
public readonly record struct BlockAddress(PieceIndex Piece, int Offset, int Length)
{
    /// <summary>Which block of its piece this is.</summary>
    public int BlockIndex => Offset / TorrentGeometry.BlockSize;
}
