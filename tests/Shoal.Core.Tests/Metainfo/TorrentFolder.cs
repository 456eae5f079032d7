using System.Security.Cryptography;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Metainfo;

/// <summary>Files in memory and the plainest way to hash them, for tests of torrents made.</summary>
internal sealed class TorrentFolder(string name, IReadOnlyList<(SourceFile File, byte[] Bytes)> files, bool isFolder = true)
{
    public static TorrentFolder Random(int seed, params (string Path, int Length)[] files)
    {
        var random = new Random(seed);
        return new TorrentFolder("folder", [.. files.Select(file =>
        {
            var bytes = new byte[file.Length];
            random.NextBytes(bytes);
            return (new SourceFile(file.Path, file.Length), bytes);
        })]);
    }

    public TorrentMetainfo Build(TorrentKind kind, int? pieceBytes = null, MetainfoOptions? options = null)
    {
        var made = TorrentLayout.TryCreate(name, [.. files.Select(file => file.File)], isFolder, kind, pieceBytes, out var layout, out var error);
        Assert.True(made, error);
        var built = MetainfoBuilder.TryBuild(
            layout!, options ?? new MetainfoOptions(), HashPieces(layout!), HashRoots(layout!), out var metainfo, out var fault);
        Assert.True(built, fault.Message);
        return metainfo!;
    }

    private byte[] HashPieces(TorrentLayout layout)
    {
        if (layout.Kind == TorrentKind.V2) return [];
        var space = new byte[layout.Geometry.TotalBytes];
        for (var i = 0; i < layout.Files.Count; i++)
        {
            if (layout.Sources[i] >= 0) files[layout.Sources[i]].Bytes.CopyTo(space, layout.Files[i].Offset);
        }

        return [.. space.Chunk(layout.Geometry.PieceBytes).SelectMany(SHA1.HashData)];
    }

    private byte[] HashRoots(TorrentLayout layout)
    {
        if (layout.Kind == TorrentKind.V1) return [];
        var pieceBytes = layout.Geometry.PieceBytes;
        var roots = new byte[layout.Geometry.PieceCount * Sha256Hash.Size];
        for (var i = 0; i < layout.Files.Count; i++)
        {
            if (layout.Sources[i] < 0) continue;
            var bytes = files[layout.Sources[i]].Bytes;
            var piece = (int)(layout.Files[i].Offset / pieceBytes);
            foreach (var part in bytes.Chunk(pieceBytes))
            {
                byte[] blocks = [.. part.Chunk(TorrentGeometry.BlockSize).SelectMany(SHA256.HashData)];
                MerkleTree.PieceRoot(blocks, pieceBytes, bytes.Length > pieceBytes).CopyTo(roots.AsSpan(piece++ * Sha256Hash.Size));
            }
        }

        return roots;
    }
}
