namespace Shoal.Core.Pieces;

/// <summary>The arithmetic of pieces and blocks; nothing else divides by a piece length.</summary>
/// <remarks>
/// The piece space of v1 and hybrid torrents is the files end to end (pad files included, BEP 47). In a v2-only
/// torrent each file starts on a piece boundary (BEP 52), so the last piece of a file may be short in the middle of the space.
/// </remarks>
public sealed class TorrentGeometry
{
    /// <summary>Bytes asked for in one request: 16 KiB, the size every client serves (BEP 3).</summary>
    public const int BlockSize = 16 * 1024;

    /// <summary>Most pieces a torrent may have: 2 Mi (threats row 20).</summary>
    public const int MaxPieces = 0x20_0000;

    /// <summary>Longest piece: 32,767 blocks, just under 512 MiB (threats row 20).</summary>
    public const int MaxPieceBytes = 32_767 * BlockSize;

    private readonly (int Piece, int Bytes)[] _shortPieces;

    /// <param name="totalBytes">Length of the piece space in bytes, alignment gaps included; at least 1.</param>
    /// <param name="pieceBytes">Length of every piece but the short ones, in bytes; 1 to <see cref="MaxPieceBytes"/>.</param>
    /// <param name="shortPieces">Pieces before the last that hold fewer bytes (v2-only), in rising order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its bounds, or there are too many pieces.</exception>
    public TorrentGeometry(long totalBytes, int pieceBytes, IReadOnlyList<(int Piece, int Bytes)>? shortPieces = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pieceBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieceBytes, MaxPieceBytes);
        var pieces = (totalBytes - 1) / pieceBytes + 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieces, MaxPieces, nameof(totalBytes));
        (TotalBytes, PieceBytes, PieceCount) = (totalBytes, pieceBytes, (int)pieces);
        _shortPieces = shortPieces is null ? [] : [.. shortPieces];
    }

    /// <summary>Length of the piece space, in bytes.</summary>
    public long TotalBytes { get; }

    /// <summary>Length of a full piece, in bytes.</summary>
    public int PieceBytes { get; }

    public int PieceCount { get; }

    /// <summary>Blocks in a full piece.</summary>
    public int BlocksPerPiece => (PieceBytes + BlockSize - 1) / BlockSize;

    /// <summary>Turns a number off the wire into a piece; false when there is no such piece.</summary>
    public bool TryGetPiece(uint wireIndex, out PieceIndex piece)
    {
        var exists = wireIndex < (uint)PieceCount;
        piece = exists ? new PieceIndex((int)wireIndex) : default;
        return exists;
    }

    /// <summary>The piece with this number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece: a bug here, never bad input.</exception>
    public PieceIndex Piece(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)PieceCount, nameof(index));
        return new PieceIndex(index);
    }

    /// <summary>Where the piece starts in the piece space, in bytes.</summary>
    public long OffsetOf(PieceIndex piece) => (long)piece.Value * PieceBytes;

    /// <summary>Bytes of data in the piece; less than <see cref="PieceBytes"/> for a short one.</summary>
    public int LengthOf(PieceIndex piece)
    {
        if (piece.Value == PieceCount - 1) return (int)(TotalBytes - OffsetOf(piece));
        return _shortPieces.Length == 0 ? PieceBytes : LengthAmongShort(piece.Value);
    }

    public int BlocksIn(PieceIndex piece) => (LengthOf(piece) + BlockSize - 1) / BlockSize;

    /// <summary>The block with this number in its piece.</summary>
    public BlockAddress Block(PieceIndex piece, int blockIndex)
    {
        var offset = blockIndex * BlockSize;
        return new BlockAddress(piece, offset, Math.Min(BlockSize, LengthOf(piece) - offset));
    }

    /// <summary>Turns three numbers off the wire into one of our blocks; false when they name none exactly.</summary>
    public bool TryGetBlock(uint wirePiece, uint wireOffset, uint wireLength, out BlockAddress block)
    {
        block = default;
        if (!TryGetPiece(wirePiece, out var piece)) return false;
        var length = LengthOf(piece);
        if (wireOffset >= (uint)length || wireOffset % BlockSize != 0) return false;
        if (wireLength != Math.Min(BlockSize, length - (int)wireOffset)) return false;
        block = new BlockAddress(piece, (int)wireOffset, (int)wireLength);
        return true;
    }

    private int LengthAmongShort(int piece)
    {
        var (low, high) = (0, _shortPieces.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_shortPieces[middle].Piece == piece) return _shortPieces[middle].Bytes;
            if (_shortPieces[middle].Piece < piece) low = middle + 1;
            else high = middle - 1;
        }

        return PieceBytes;
    }
}
