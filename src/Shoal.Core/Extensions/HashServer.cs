using System.Numerics;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Core.Extensions;

/// <summary>Answers hash requests for piece layers (BEP 52). Layers below the pieces are refused: we do not keep them.</summary>
/// <param name="metainfo">Of a v2 or hybrid torrent whose piece layers are known.</param>
public sealed class HashServer(TorrentMetainfo metainfo)
{
    /// <summary>Hashes a second a peer may go on asking for once it has had everything twice.</summary>
    public const int RefillPerSecond = 512;

    // Nodes this high above the piece layer and higher are kept; a request never computes more than lies below one of them.
    private const int KeptHeight = 9;

    private readonly PieceLayers _layers = metainfo.PieceLayers ?? throw new ArgumentException("The piece layers are not known.", nameof(metainfo));
    private readonly Dictionary<Sha256Hash, FileHashTree> _trees =
        FileHashTree.Of(metainfo).GroupBy(t => t.Root).ToDictionary(g => g.Key, g => g.First());
    private readonly Dictionary<Sha256Hash, byte[][]> _keptLevels = [];

    /// <summary>What a new peer may ask for, in hashes; keep it with the connection.</summary>
    public RequestBudget NewBudget() => new(2.0 * metainfo.Geometry.PieceCount + 16 * HashRequestRules.PreferredLength, RefillPerSecond);

    /// <summary>The hashes to send; false when the request is to be rejected.</summary>
    /// <param name="range">As the peer sent it.</param>
    /// <param name="budget">Of the peer.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="hashes">32 bytes each: the base layer's, then the uncles from below.</param>
    public bool TryAnswer(in HashRange range, RequestBudget budget, TimeSpan now, out byte[] hashes)
    {
        hashes = [];
        if (!_trees.TryGetValue(range.PiecesRoot, out var tree)) return false;
        if (!HashRequestRules.IsValid(range, tree.PieceHeight + tree.Height) || range.BaseLayer != (uint)tree.PieceHeight) return false;
        var uncles = HashRequestRules.UncleCount(range);
        if (!budget.TrySpend(now, range.Length + uncles)) return false;

        hashes = new byte[((int)range.Length + uncles) * Sha256Hash.Size];
        for (var i = 0; i < (int)range.Length; i++) Node(tree, 0, (int)range.Index + i).CopyTo(hashes.AsSpan(i * Sha256Hash.Size));
        var height = BitOperations.Log2(range.Length);
        for (var i = 0; i < uncles; i++, height++)
            Node(tree, height, ((int)range.Index >> height) ^ 1).CopyTo(hashes.AsSpan(((int)range.Length + i) * Sha256Hash.Size));
        return true;
    }

    /// <param name="tree">The file's.</param>
    /// <param name="height">Layers above the piece layer.</param>
    /// <param name="index">Counted in its layer; may lie beyond the file, where pads are.</param>
    private Sha256Hash Node(in FileHashTree tree, int height, int index)
    {
        if ((long)index << height >= tree.PieceCount) return MerkleTree.Pad(tree.PieceHeight + height);
        if (height >= KeptHeight) return At(KeptLevels(tree)[height - KeptHeight], index);
        var layer = PieceLayer(tree);
        if (height == 0) return At(layer, index);
        var first = index << height;
        var count = Math.Min(1 << height, tree.PieceCount - first);
        return MerkleTree.Root(layer.Slice(first * Sha256Hash.Size, count * Sha256Hash.Size), tree.PieceHeight, height);
    }

    private byte[][] KeptLevels(in FileHashTree tree)
    {
        if (_keptLevels.TryGetValue(tree.Root, out var levels)) return levels;
        var built = new List<byte[]>();
        ReadOnlySpan<byte> below = PieceLayer(tree);
        for (var height = KeptHeight; height <= tree.Height; height++)
        {
            var step = height == KeptHeight ? KeptHeight : 1;
            built.Add(LevelAbove(below, tree.PieceHeight + height - step, step));
            below = built[^1];
        }

        return _keptLevels[tree.Root] = [.. built];
    }

    private static byte[] LevelAbove(ReadOnlySpan<byte> below, int belowHeight, int step)
    {
        var group = Sha256Hash.Size << step;
        var level = new byte[(below.Length + group - 1) / group * Sha256Hash.Size];
        for (var i = 0; i * group < below.Length; i++)
        {
            var nodes = below.Slice(i * group, Math.Min(group, below.Length - i * group));
            MerkleTree.Root(nodes, belowHeight, step).CopyTo(level.AsSpan(i * Sha256Hash.Size));
        }

        return level;
    }

    private ReadOnlySpan<byte> PieceLayer(in FileHashTree tree) =>
        _layers.Hashes.Span.Slice(tree.FirstPiece * Sha256Hash.Size, tree.PieceCount * Sha256Hash.Size);

    private static Sha256Hash At(ReadOnlySpan<byte> level, int index) => new(level.Slice(index * Sha256Hash.Size, Sha256Hash.Size));
}
