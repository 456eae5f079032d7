using System.Diagnostics.CodeAnalysis;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>Makes a torrent of a layout and the hashes of its pieces.</summary>
public static class MetainfoBuilder
{
    /// <summary>Builds the torrent and reads it back as strangers will: what is not accepted here is not handed out.</summary>
    /// <param name="layout">Where the files lie.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="pieceHashes">For v1 and hybrid: SHA-1 of each piece, 20 bytes each, pad files hashed as zeros.</param>
    /// <param name="pieceRoots">
    /// For v2 and hybrid: the root over the blocks of each piece's file, 32 bytes each, as <see cref="MerkleTree.PieceRoot"/> makes
    /// it: a full tree where the file is longer than a piece, else one as tall as needed; pad files are not hashed.
    /// </param>
    /// <param name="metainfo">The torrent; <see cref="TorrentFileWriter"/> makes a file of it.</param>
    /// <param name="error">Why it cannot be: names too long or too deep, for one.</param>
    /// <exception cref="ArgumentException">There is not one hash a piece.</exception>
    public static bool TryBuild(
        TorrentLayout layout, MetainfoOptions options, ReadOnlySpan<byte> pieceHashes, ReadOnlySpan<byte> pieceRoots,
        [NotNullWhen(true)] out TorrentMetainfo? metainfo, out MetainfoError error)
    {
        var (hasV1, hasV2) = (layout.Kind != TorrentKind.V2, layout.Kind != TorrentKind.V1);
        if (hasV1 && pieceHashes.Length != layout.Geometry.PieceCount * InfoHash.Size)
            throw new ArgumentException("One SHA-1 a piece.", nameof(pieceHashes));
        if (hasV2 && pieceRoots.Length != layout.Geometry.PieceCount * Sha256Hash.Size)
            throw new ArgumentException("One root a piece.", nameof(pieceRoots));

        var info = InfoWriter.Write(layout, options, pieceHashes, pieceRoots);
        metainfo = null;
        if (!MetainfoReader.TryReadInfo(info, out var read, out error)) return false;
        metainfo = read with
        {
            PieceLayers = hasV2 ? new PieceLayers(pieceRoots.ToArray()) : null,
            Trackers = options.Trackers,
            WebSeeds = options.WebSeeds,
            Nodes = options.Nodes,
            Comment = options.Comment,
            CreatedBy = options.CreatedBy,
            CreationDate = options.CreationDate,
        };
        return true;
    }
}
