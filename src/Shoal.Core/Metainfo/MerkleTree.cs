using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>The arithmetic of BEP 52's trees: SHA-256 of 16 KiB blocks at the bottom, a balanced tree above, zeros where blocks are
/// missing.</summary>
public static class MerkleTree
{
    private const int HashSize = Sha256Hash.Size;

    /// <summary>Tallest tree: 2^36 blocks, a file of 1 PiB.</summary>
    public const int MaxHeight = 36;

    // PadHashes[h]: the root of a tree of 2^h missing blocks.
    private static readonly Sha256Hash[] PadHashes = CreatePadHashes();

    /// <summary>The parent of two nodes.</summary>
    public static Sha256Hash Parent(Sha256Hash left, Sha256Hash right)
    {
        Span<byte> pair = stackalloc byte[HashSize * 2];
        left.CopyTo(pair);
        right.CopyTo(pair[HashSize..]);
        Span<byte> parent = stackalloc byte[HashSize];
        SHA256.HashData(pair, parent);
        return new Sha256Hash(parent);
    }

    /// <summary>What stands for a node of which no block exists.</summary>
    /// <param name="height">Layers above the blocks; 0 for a missing block itself.</param>
    public static Sha256Hash Pad(int height) => PadHashes[height];

    /// <summary>Levels between a layer with this many nodes and its root.</summary>
    public static int HeightAbove(long nodes) => nodes <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)nodes - 1);

    /// <summary>Levels between blocks and pieces: 0 when a piece is one block.</summary>
    /// <param name="pieceBytes">A power of two, at least 16 KiB.</param>
    public static int PieceHeight(int pieceBytes) => BitOperations.Log2((uint)(pieceBytes / TorrentGeometry.BlockSize));

    /// <summary>The root over a layer, filled up to a power of two with pads.</summary>
    /// <param name="layer">32 bytes a node, in order; at least one node.</param>
    /// <param name="layerHeight">Where the layer is: 0 for blocks, <see cref="PieceHeight"/> for pieces.</param>
    /// <param name="leastHeight">The root is at least this many levels above the layer.</param>
    public static Sha256Hash Root(ReadOnlySpan<byte> layer, int layerHeight, int leastHeight = 0)
    {
        var nodes = layer.Length / HashSize;
        var height = Math.Max(leastHeight, HeightAbove(nodes));
        var rented = ArrayPool<byte>.Shared.Rent((nodes + 1) * HashSize);
        var work = rented.AsSpan(0, (nodes + 1) * HashSize);
        layer.CopyTo(work);
        Span<byte> parent = stackalloc byte[HashSize];
        for (var level = 0; level < height; level++)
        {
            if (nodes % 2 != 0) PadHashes[layerHeight + level].CopyTo(work[(nodes * HashSize)..]);
            nodes = (nodes + 1) / 2;
            for (var i = 0; i < nodes; i++)
            {
                SHA256.HashData(work.Slice(i * HashSize * 2, HashSize * 2), parent);
                parent.CopyTo(work[(i * HashSize)..]);
            }
        }

        var root = new Sha256Hash(work[..HashSize]);
        ArrayPool<byte>.Shared.Return(rented);
        return root;
    }

    /// <summary>The root of a file, from the hashes of its pieces.</summary>
    /// <param name="pieceLayer">32 bytes a piece.</param>
    /// <param name="pieceBytes">Length of a piece, in bytes.</param>
    public static Sha256Hash FileRoot(ReadOnlySpan<byte> pieceLayer, int pieceBytes) => Root(pieceLayer, PieceHeight(pieceBytes));

    /// <summary>
    /// What a piece of a v2 file must hash to: the root over its blocks. In a file longer than a piece the tree of every piece is
    /// full, else it is as tall as the blocks need.
    /// </summary>
    /// <param name="blockHashes">SHA-256 of each block with data, in order.</param>
    public static Sha256Hash PieceRoot(ReadOnlySpan<byte> blockHashes, int pieceBytes, bool fileIsLongerThanPiece) =>
        Root(blockHashes, 0, fileIsLongerThanPiece ? PieceHeight(pieceBytes) : 0);

    private static Sha256Hash[] CreatePadHashes()
    {
        var hashes = new Sha256Hash[MaxHeight + 1];
        for (var height = 1; height <= MaxHeight; height++) hashes[height] = Parent(hashes[height - 1], hashes[height - 1]);
        return hashes;
    }
}
