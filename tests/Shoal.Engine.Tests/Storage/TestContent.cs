using System.Numerics;
using System.Security.Cryptography;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Tests.Storage;

/// <summary>Which hashes a test torrent has.</summary>
public enum TestVersion { V1, V2, Hybrid }

/// <summary>A torrent with its bytes at hand, made by the plainest code there is.</summary>
internal sealed class TestContent
{
    private readonly byte[] _space;

    private TestContent(TorrentMetainfo metainfo, byte[] space) => (Metainfo, _space) = (metainfo, space);

    public TorrentMetainfo Metainfo { get; init; }
    public TorrentGeometry Geometry => Metainfo.Geometry;

    public static TestContent Make(TestVersion version, int pieceBytes, params (string Path, int Length)[] files) =>
        Make(version, pieceBytes, 1, files);

    public static TestContent Make(TestVersion version, int pieceBytes, int seed, params (string Path, int Length)[] files)
    {
        var random = new Random(seed);
        var placed = Place(version, pieceBytes, files);
        var end = placed.Where(f => f.Length > 0).Max(f => f.Offset + f.Length);
        var space = new byte[end];
        foreach (var file in placed.Where(f => !f.IsPad)) random.NextBytes(space.AsSpan((int)file.Offset, (int)file.Length));
        var shorts = version == TestVersion.V2
            ? placed.Where(f => f.Length % pieceBytes != 0)
                .Select(f => ((int)((f.Offset + f.Length) / pieceBytes), (int)(f.Length % pieceBytes))).ToArray()
            : null;
        var geometry = new TorrentGeometry(end, pieceBytes, shorts);
        var digest = RandomNumberGenerator.GetBytes(32);
        var metainfo = new TorrentMetainfo
        {
            InfoHashes = new InfoHashes(
                version == TestVersion.V2 ? null : new InfoHash(digest.AsSpan(0, 20)),
                version == TestVersion.V1 ? null : new Sha256Hash(digest)),
            Name = "test",
            Geometry = geometry,
            Files = placed,
            InfoBytes = Array.Empty<byte>(),
            PieceHashes = version == TestVersion.V2 ? default : Sha1s(geometry, space),
            PieceLayers = version == TestVersion.V1 ? null : Layers(geometry, placed, space),
        };
        return new TestContent(metainfo, space);
    }

    public TestContent With(Func<TorrentMetainfo, TorrentMetainfo> change) => new(change(Metainfo), _space);

    public byte[] Block(BlockAddress block)
    {
        var start = (int)(Geometry.OffsetOf(block.Piece) + block.Offset);
        return _space[start..(start + block.Length)];
    }

    public byte[] Piece(int index)
    {
        var piece = Geometry.Piece(index);
        return _space.AsSpan((int)Geometry.OffsetOf(piece), Geometry.LengthOf(piece)).ToArray();
    }

    public byte[] File(TorrentFile file) => _space.AsSpan((int)file.Offset, (int)file.Length).ToArray();

    public void WriteTo(string directory)
    {
        foreach (var file in Metainfo.Files.Where(f => !f.IsPad && f.SymlinkTarget is null))
        {
            var path = Path.Combine(directory, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllBytes(path, File(file));
        }
    }

    public void AssertOnDisk(string directory)
    {
        foreach (var file in Metainfo.Files.Where(f => !f.IsPad && f.SymlinkTarget is null && f.Length > 0))
            Assert.True(File(file).AsSpan().SequenceEqual(System.IO.File.ReadAllBytes(Path.Combine(directory, file.Path))), file.Path);
    }

    private static List<TorrentFile> Place(TestVersion version, int pieceBytes, (string Path, int Length)[] files)
    {
        var placed = new List<TorrentFile>();
        var offset = 0L;
        foreach (var (path, length) in files)
        {
            var gap = (int)((pieceBytes - offset % pieceBytes) % pieceBytes);
            if (version == TestVersion.Hybrid && gap > 0 && length > 0)
                placed.Add(new TorrentFile { Index = placed.Count, Path = $".pad/{gap}", Length = gap, Offset = offset, IsPad = true });
            if (version != TestVersion.V1 && length > 0) offset += gap;
            placed.Add(new TorrentFile { Index = placed.Count, Path = path, Length = length, Offset = offset });
            offset += length;
        }

        return placed;
    }

    private static byte[] Sha1s(TorrentGeometry geometry, byte[] space)
    {
        var hashes = new byte[geometry.PieceCount * 20];
        for (var i = 0; i < geometry.PieceCount; i++)
        {
            var piece = geometry.Piece(i);
            SHA1.HashData(space.AsSpan((int)geometry.OffsetOf(piece), geometry.LengthOf(piece)), hashes.AsSpan(i * 20));
        }

        return hashes;
    }

    private static PieceLayers Layers(TorrentGeometry geometry, List<TorrentFile> files, byte[] space)
    {
        var hashes = new byte[geometry.PieceCount * 32];
        foreach (var file in files.Where(f => !f.IsPad && f.Length > 0))
        {
            for (var offset = 0L; offset < file.Length; offset += geometry.PieceBytes)
            {
                var bytes = (int)Math.Min(geometry.PieceBytes, file.Length - offset);
                var blocks = (int)((Math.Min(file.Length, geometry.PieceBytes) + 16383) / 16384);
                var root = Root(space.AsSpan((int)(file.Offset + offset), bytes), (int)BitOperations.RoundUpToPowerOf2((uint)blocks));
                root.CopyTo(hashes, (int)((file.Offset + offset) / geometry.PieceBytes) * 32);
            }
        }

        return new PieceLayers(hashes);
    }

    private static byte[] Root(ReadOnlySpan<byte> bytes, int leaves)
    {
        if (bytes.IsEmpty && leaves == 1) return new byte[32];
        if (leaves == 1) return SHA256.HashData(bytes);
        var half = leaves / 2 * 16384;
        var left = Root(bytes[..Math.Min(half, bytes.Length)], leaves / 2);
        var right = bytes.Length > half ? Root(bytes[half..], leaves / 2) : ZeroRoot(leaves / 2);
        return SHA256.HashData([.. left, .. right]);
    }

    private static byte[] ZeroRoot(int leaves) =>
        leaves == 1 ? new byte[32] : SHA256.HashData([.. ZeroRoot(leaves / 2), .. ZeroRoot(leaves / 2)]);
}
