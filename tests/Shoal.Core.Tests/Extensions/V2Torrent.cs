using System.Buffers.Binary;
using System.Security.Cryptography;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Extensions;

/// <summary>A v2 torrent whose blocks begin with their number; hashed here by the plainest code, not by the one under test.</summary>
internal sealed class V2Torrent
{
    private const int BlockSize = 16 * 1024;

    public V2Torrent(int pieceBytes, params long[] fileLengths)
    {
        PieceBytes = pieceBytes;
        var files = new List<TorrentFile>();
        var layers = new List<byte>();
        foreach (var length in fileLengths)
        {
            var leaves = Leaves(length);
            var pieceRoots = leaves.Chunk(pieceBytes / BlockSize)
                .Select(p => length > pieceBytes ? Root(p, pieceBytes / BlockSize) : Root(p, PowerOf2(p.Length))).ToList();
            var root = Root([.. leaves], PowerOf2(leaves.Count));
            files.Add(new TorrentFile
            {
                Index = files.Count, Path = $"t/{files.Count}", Length = length, Offset = layers.Count / 32 * (long)pieceBytes, Root = new Sha256Hash(root),
            });
            layers.AddRange(pieceRoots.SelectMany(r => r));
        }

        var layerBytes = layers.ToArray();
        Layers = new PieceLayers(layerBytes);
        WithoutLayers = new TorrentMetainfo
        {
            InfoHashes = new InfoHashes(null, new Sha256Hash(new byte[32])),
            Name = "t",
            Geometry = new TorrentGeometry(layerBytes.Length / 32 * (long)pieceBytes, pieceBytes),
            Files = files,
            InfoBytes = default,
        };
        Metainfo = WithoutLayers with { PieceLayers = Layers };
    }

    public int PieceBytes { get; }
    public PieceLayers Layers { get; }
    public TorrentMetainfo Metainfo { get; }

    /// <summary>As a magnet link's info dictionary leaves it.</summary>
    public TorrentMetainfo WithoutLayers { get; }

    public Sha256Hash RootOf(int file) => Metainfo.Files[file].Root!.Value;

    // The last block is as short as the file makes it; what of it does not fit its number is zeros.
    private static List<byte[]> Leaves(long length)
    {
        var leaves = new List<byte[]>();
        for (var offset = 0L; offset < length; offset += BlockSize)
        {
            var block = new byte[BlockSize];
            BinaryPrimitives.WriteInt64BigEndian(block, offset / BlockSize + 1);
            leaves.Add(SHA256.HashData(block.AsSpan(0, (int)Math.Min(BlockSize, length - offset))));
        }

        return leaves;
    }

    private static byte[] Root(byte[][] nodes, int width)
    {
        if (width == 1) return nodes.Length > 0 ? nodes[0] : new byte[32];
        var left = nodes.Take(width / 2).ToArray();
        return SHA256.HashData([.. Root(left, width / 2), .. Root([.. nodes.Skip(width / 2)], width / 2)]);
    }

    private static int PowerOf2(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
}
