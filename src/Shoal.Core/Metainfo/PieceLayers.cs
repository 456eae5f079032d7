using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Lays the layers of the files out in piece order, each checked against its root; false when one is missing or
    /// wrong.</summary>
    internal static bool TryCreate(
        TorrentGeometry geometry, IReadOnlyList<TorrentFile> files, IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> layersByRoot,
        [NotNullWhen(true)] out PieceLayers? layers)
    {
        layers = null;
        if (files.Any(file => file.Root is { } root && file.Length > geometry.PieceBytes && !layersByRoot.ContainsKey(root))) return false;
        var hashes = new byte[geometry.PieceCount * Sha256Hash.Size];
        var known = new HashSet<Sha256Hash>();   // files with the same bytes share a layer, and its check
        foreach (var file in files)
        {
            if (file.Root is not { } root) continue;
            var destination = hashes.AsSpan((int)(file.Offset / geometry.PieceBytes) * Sha256Hash.Size);
            if (file.Length <= geometry.PieceBytes)
            {
                root.CopyTo(destination);
                continue;
            }

            var layer = layersByRoot[root].Span;
            if (!IsLayerOf(file, layer, geometry.PieceBytes, known)) return false;
            layer.CopyTo(destination);
        }

        layers = new PieceLayers(hashes);
        return true;
    }

    /// <summary>True when layers are missing but those that are there are right.</summary>
    internal static bool AreRight(
        IReadOnlyList<TorrentFile> files, int pieceBytes, IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> layersByRoot)
    {
        var known = new HashSet<Sha256Hash>();
        var isAnyMissing = false;
        foreach (var file in files)
        {
            if (file.Root is not { } root || file.Length <= pieceBytes) continue;
            if (!layersByRoot.TryGetValue(root, out var layer)) isAnyMissing = true;
            else if (!IsLayerOf(file, layer.Span, pieceBytes, known)) return false;
        }

        return isAnyMissing;
    }

    private static bool IsLayerOf(TorrentFile file, ReadOnlySpan<byte> layer, int pieceBytes, HashSet<Sha256Hash> known)
    {
        var pieces = (file.Length - 1) / pieceBytes + 1;
        if (layer.Length != pieces * Sha256Hash.Size) return false;
        return !known.Add(file.Root!.Value) || MerkleTree.FileRoot(layer, pieceBytes) == file.Root;
    }
}
