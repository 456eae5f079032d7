using System.Numerics;
using System.Runtime.InteropServices;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Hashing;

/// <summary>Hashes data into BEP 52's Merkle trees, leaves and nodes side by side in the lanes of <see cref="Sha256Lanes"/>.</summary>
public static unsafe class MerkleHasher
{
    private const int NodeBytes = Sha256Lanes.DigestSize;
    private const int BatchInputs = 128;

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
            ReduceTrees(nodes, leavesPadTo, pieces.Length, roots);
        }
        finally
        {
            NativeMemory.AlignedFree(nodes);
        }
    }

    /// <summary>Hashes the blocks of several ranges and puts their leaf hashes into a row of trees; leaves without data become zeros.</summary>
    /// <param name="ranges">Data of each tree, from its first block on.</param>
    /// <param name="leavesPerTree">Leaves a tree has room for.</param>
    /// <param name="nodes">Receives <paramref name="leavesPerTree"/> x 32 bytes a range.</param>
    public static void HashLeaves(ReadOnlySpan<HashInput> ranges, int leavesPerTree, byte* nodes)
    {
        var batch = new LeafBatch();
        for (var i = 0; i < ranges.Length; i++)
        {
            var tree = nodes + (long)i * leavesPerTree * NodeBytes;
            var leaves = LeafCount(ranges[i].Length);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(leaves, leavesPerTree);
            batch.Add(ranges[i], tree);
            new Span<byte>(tree + leaves * NodeBytes, (leavesPerTree - leaves) * NodeBytes).Clear();
        }

        batch.Flush();
    }

    /// <summary>Joins the leaf hashes of equal trees to their roots. The nodes are used up.</summary>
    /// <param name="nodes">The trees end to end, <paramref name="leaves"/> x 32 bytes each.</param>
    /// <param name="leaves">Leaves of each tree; a power of two.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="roots">Receives 32 bytes a tree.</param>
    public static void ReduceTrees(byte* nodes, int leaves, int trees, Span<byte> roots)
    {
        RequirePowerOf2(leaves);
        Span<HashInput> inputs = stackalloc HashInput[BatchInputs];
        Span<byte> digests = stackalloc byte[BatchInputs * NodeBytes];
        for (var width = (long)leaves * trees; width > trees; width /= 2)
        {
            // Parents are written over nodes that were read: parent i lies where its level's children i/2 were.
            for (var parent = 0L; parent < width / 2; parent += BatchInputs)
            {
                var count = (int)Math.Min(BatchInputs, width / 2 - parent);
                for (var i = 0; i < count; i++) inputs[i] = new HashInput(nodes + (parent + i) * 2 * NodeBytes, 2 * NodeBytes);
                Sha256Lanes.Hash(inputs[..count], digests);
                digests[..(count * NodeBytes)].CopyTo(new Span<byte>(nodes + parent * NodeBytes, count * NodeBytes));
            }
        }

        new ReadOnlySpan<byte>(nodes, trees * NodeBytes).CopyTo(roots);
    }

    private static void RequirePowerOf2(int leaves)
    {
        if (!BitOperations.IsPow2(leaves)) throw new ArgumentOutOfRangeException(nameof(leaves), leaves, "A tree has 2^n leaves.");
    }
}
