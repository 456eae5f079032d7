using Shoal.Core.Hashing;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Storage;

/// <summary>Merkle roots of several pieces at once (BEP 52): pieces of a block or two, small files, fill the lanes together.</summary>
internal sealed unsafe class PieceForest
{
    private byte[] _nodes = [];
    private byte[] _roots = [];
    private int[] _widths = [];
    private Sha256Hash[] _expected = [];
    private int[] _places = [];

    /// <summary>Takes back the verdict of pieces in memory whose tree is another than it must be.</summary>
    /// <param name="batch">Pieces of any torrents, complete.</param>
    /// <param name="right">The verdicts so far, in the batch's order.</param>
    public void Judge(ReadOnlySpan<GrowingPiece> batch, Span<bool> right)
    {
        var most = MakeRoom(batch, right);
        if (most == 0) return;
        var trees = Plant(batch, right, most);
        fixed (byte* nodes = _nodes) MerkleHasher.ReduceTrees(nodes, most, _widths.AsSpan(0, trees), _roots);
        for (var tree = 0; tree < trees; tree++)
            right[_places[tree]] = new Sha256Hash(_roots.AsSpan(tree * Sha256Hash.Size, Sha256Hash.Size)) == _expected[tree];
    }

    // The leaves of the largest tree; 0 when there is none.
    private int MakeRoom(ReadOnlySpan<GrowingPiece> batch, Span<bool> right)
    {
        var most = 0;
        for (var i = 0; i < batch.Length; i++)
            if (HasTree(batch[i], right[i], out _, out var leaves, out _)) most = Math.Max(most, leaves);
        if (_nodes.Length < batch.Length * most * Sha256Hash.Size)
            _nodes = GC.AllocateUninitializedArray<byte>(batch.Length * most * Sha256Hash.Size, pinned: true);
        if (_places.Length < batch.Length)
            (_roots, _widths, _expected, _places) = (new byte[batch.Length * Sha256Hash.Size], new int[batch.Length], new Sha256Hash[batch.Length], new int[batch.Length]);
        return most;
    }

    private int Plant(ReadOnlySpan<GrowingPiece> batch, Span<bool> right, int most)
    {
        var trees = 0;
        var leavesOfAll = new NodeBatch();
        fixed (byte* nodes = _nodes)
        {
            for (var i = 0; i < batch.Length; i++)
            {
                if (!HasTree(batch[i], right[i], out var bytes, out var leaves, out _expected[trees])) continue;
                var tree = nodes + (long)trees * most * Sha256Hash.Size;
                var used = MerkleHasher.LeafCount(bytes);
                leavesOfAll.AddBlocks(new HashInput(batch[i].Start, bytes), tree);
                new Span<byte>(tree + used * Sha256Hash.Size, (leaves - used) * Sha256Hash.Size).Clear();
                (_widths[trees], _places[trees++]) = (leaves, i);
            }

            leavesOfAll.Flush();
        }

        return trees;
    }

    private static bool HasTree(GrowingPiece piece, bool isRightSoFar, out int bytes, out int leaves, out Sha256Hash root)
    {
        if (isRightSoFar && !piece.IsSpilled && piece.Owner!.TryGetTree(piece.Piece, out bytes, out leaves, out root)) return true;
        (bytes, leaves, root) = (0, 0, default);
        return false;
    }
}
