using System.Numerics;
using System.Runtime.InteropServices;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Hashing;

/// <summary>Hashes data into BEP 52's Merkle trees, leaves and nodes side by side in the lanes of <see cref="Sha256Lanes"/>.</summary>
public static unsafe class MerkleHasher
{
    private const int NodeBytes = Sha256Lanes.DigestSize;
    private const int MaxStackTrees = 128;

    /// <summary>Leaves of this many bytes: one a block of 16 KiB, the last one short.</summary>
    public static int LeafCount(int bytes) => (bytes + TorrentGeometry.BlockSize - 1) / TorrentGeometry.BlockSize;

    /// <summary>Leaves of a tree that stands for itself: the next power of two (a file of one piece or less).</summary>
    public static int PaddedLeafCount(int bytes) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, LeafCount(bytes)));

    /// <summary>The root over one piece's leaves.</summary>
    /// <param name="piece">The file's bytes in the piece, without those of a pad file; at least 1.</param>
    /// <param name="leavesPadTo">
    /// A power of two, filled up with leaf hashes of zeros: the blocks of a piece for a file of several pieces, else
    /// <see cref="PaddedLeafCount"/>.
    /// </param>
    public static Sha256Hash PieceRoot(HashInput piece, int leavesPadTo)
    {
        Span<byte> root = stackalloc byte[NodeBytes];
        HashPieces([piece], leavesPadTo, root);
        return new Sha256Hash(root);
    }

    /// <summary>The roots of several pieces that are padded to the same number of leaves.</summary>
    /// <param name="pieces">As in <see cref="PieceRoot"/>.</param>
    /// <param name="leavesPadTo">As in <see cref="PieceRoot"/>.</param>
    /// <param name="roots">Receives 32 bytes a piece.</param>
    public static void HashPieces(ReadOnlySpan<HashInput> pieces, int leavesPadTo, Span<byte> roots)
    {
        RequirePowerOf2(leavesPadTo);
        var treeBytes = leavesPadTo * NodeBytes;
        var nodes = (byte*)NativeMemory.AlignedAlloc((nuint)treeBytes * (nuint)Math.Max(1, pieces.Length), 64);
        try
        {
            HashLeaves(pieces, leavesPadTo, nodes);
            Span<int> widths = pieces.Length <= MaxStackTrees ? stackalloc int[pieces.Length] : new int[pieces.Length];
            widths.Fill(leavesPadTo);
            ReduceTrees(nodes, leavesPadTo, widths, roots);
        }
        finally
        {
            NativeMemory.AlignedFree(nodes);
        }
    }

    /// <summary>Puts the leaf hashes of several ranges into a row of trees; leaves without data become zeros.</summary>
    /// <param name="ranges">Data of each tree, from its first block on.</param>
    /// <param name="leavesPerTree">Leaves a tree has room for.</param>
    /// <param name="nodes">Receives <paramref name="leavesPerTree"/> x 32 bytes a range.</param>
    public static void HashLeaves(ReadOnlySpan<HashInput> ranges, int leavesPerTree, byte* nodes)
    {
        var batch = new NodeBatch();
        for (var i = 0; i < ranges.Length; i++)
        {
            var tree = nodes + (long)i * leavesPerTree * NodeBytes;
            var leaves = LeafCount(ranges[i].Length);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves, leavesPerTree);
            batch.AddBlocks(ranges[i], tree);
            new Span<byte>(tree + leaves * NodeBytes, (leavesPerTree - leaves) * NodeBytes).Clear();
        }

        batch.Flush();
    }

    /// <summary>Joins the leaf hashes of several trees to their roots. The nodes are used up.</summary>
    /// <param name="nodes">A tree's leaves begin every <paramref name="treeLeaves"/> x 32 bytes.</param>
    /// <param name="treeLeaves">Leaves a tree has room for.</param>
    /// <param name="widths">Leaves each tree has: powers of two; used up.</param>
    /// <param name="roots">Receives 32 bytes a tree.</param>
    public static void ReduceTrees(byte* nodes, int treeLeaves, Span<int> widths, Span<byte> roots)
    {
        var treeBytes = (long)treeLeaves * NodeBytes;
        var batch = new NodeBatch();
        for (var isDone = false; !isDone;)
        {
            isDone = true;
            for (var tree = 0; tree < widths.Length; tree++)
            {
                var children = nodes + tree * treeBytes;
                for (var parent = 0; parent < widths[tree] / 2; parent++)
                    batch.Add(new HashInput(children + parent * 2 * NodeBytes, 2 * NodeBytes), children + parent * NodeBytes);
                widths[tree] = Math.Max(1, widths[tree] / 2);
                isDone &= widths[tree] == 1;
            }

            batch.Flush();
        }

        for (var tree = 0; tree < widths.Length; tree++)
            new ReadOnlySpan<byte>(nodes + tree * treeBytes, NodeBytes).CopyTo(roots[(tree * NodeBytes)..]);
    }

    private static void RequirePowerOf2(int leaves)
    {
        if (!BitOperations.IsPow2(leaves)) throw new ArgumentOutOfRangeException(nameof(leaves), leaves, "A tree has 2^n leaves.");
    }
}
