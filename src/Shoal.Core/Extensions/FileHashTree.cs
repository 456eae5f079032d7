using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;

namespace Shoal.Core.Extensions;

/// <summary>The shape of the tree above one file's piece layer (BEP 52). Heights count from the piece layer.</summary>
/// <param name="Root">The file's pieces root.</param>
/// <param name="FirstPiece">The file's first piece, in the torrent.</param>
/// <param name="PieceCount">Pieces of the file; more than one.</param>
/// <param name="PieceHeight">Layers between blocks and pieces.</param>
internal readonly record struct FileHashTree(Sha256Hash Root, int FirstPiece, int PieceCount, int PieceHeight)
{
    /// <summary>Layers between the pieces and the root.</summary>
    public int Height => MerkleTree.HeightAbove(PieceCount);

    /// <summary>The files whose layer must be known: those of more than one piece, a root once.</summary>
    public static IEnumerable<FileHashTree> Of(TorrentMetainfo metainfo)
    {
        var pieceBytes = metainfo.Geometry.PieceBytes;
        var pieceHeight = MerkleTree.PieceHeight(pieceBytes);
        return metainfo.Files
            .Where(f => f.Root is not null && f.Length > pieceBytes)
            .Select(f => new FileHashTree(
                f.Root!.Value, (int)(f.Offset / pieceBytes), (int)((f.Length - 1) / pieceBytes + 1), pieceHeight));
    }
}
