using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>The hash every v2 piece must have, by piece (BEP 52, "piece layers").</summary>
/// <param name="hashes">32 bytes a piece; zeros for pieces of no file.</param>
public sealed class PieceLayers(ReadOnlyMemory<byte> hashes)
{
    /// <summary>32 bytes a piece, in piece order.</summary>
    public ReadOnlyMemory<byte> Hashes => hashes;

    public Sha256Hash this[PieceIndex piece] => new(hashes.Span.Slice(piece.Value * Sha256Hash.Size, Sha256Hash.Size));
}
