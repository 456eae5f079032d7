using System.Buffers;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Metainfo;

public class MetainfoBuilderTests
{
    private const int Block = TorrentGeometry.BlockSize;

    private static readonly MetainfoOptions Everything = new()
    {
        Trackers = [["http://a/announce", "udp://b:1"], ["http://c/announce"]],
        WebSeeds = ["http://w/x/"],
        Nodes = [new HostPort("127.0.0.1", 6881)],
        IsPrivate = true,
        Source = "here",
        Comment = "größe",
        CreatedBy = "Shoal",
        CreationDate = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
    };

    [Theory]
    [InlineData(TorrentKind.Hybrid)]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    public void What_is_built_reads_back_the_same(TorrentKind kind)
    {
        var folder = TorrentFolder.Random(
            1, ("b/z.bin", Block * 9 + 1), ("a", 0), ("b/\ufb00", Block * 4), ("b/💈", 1), ("b.txt", Block * 8), ("é/é", Block * 4 - 1), ("c/d/e", Block));

        var built = folder.Build(kind, Block * 4, Everything);
        var torrent = Reread(built);

        Assert.Equal(built.Files, torrent.Files);
        Assert.Equal(built.InfoHashes, torrent.InfoHashes);
        Assert.Equal((kind != TorrentKind.V2, kind != TorrentKind.V1), (torrent.InfoHashes.V1 is not null, torrent.InfoHashes.V2 is not null));
        Assert.Equal("folder", torrent.Name);
        Assert.True(torrent.IsFolder);
        Assert.True(torrent.IsPrivate);
        Assert.Equal(Everything.Trackers, torrent.Trackers);
        Assert.Equal(Everything.WebSeeds, torrent.WebSeeds);
        Assert.Equal(Everything.Nodes, torrent.Nodes);
        Assert.Equal(("here", "größe", "Shoal"), (torrent.Source, torrent.Comment, torrent.CreatedBy));
        Assert.Equal(Everything.CreationDate, torrent.CreationDate);
        Assert.Equal(built.PieceLayers?.Hashes.ToArray(), torrent.PieceLayers?.Hashes.ToArray());
        Assert.Equal(built.PieceHashes.ToArray(), torrent.PieceHashes.ToArray());
    }

    [Fact]
    public void Files_are_in_the_order_of_the_tree_and_a_hybrid_pads_them_to_pieces()
    {
        var torrent = TorrentFolder.Random(1, ("b/x", 5), ("b.txt", Block), ("a", Block + 1), ("z", 0), ("b/💈", 3), ("b/\ufb00", 2)).Build(TorrentKind.Hybrid, Block);

        Assert.Equal(
            ["folder/a", "folder/.pad/16383", "folder/b/x", "folder/.pad/16379", "folder/b/\ufb00", "folder/.pad/16382", "folder/b/💈", "folder/.pad/16381", "folder/b.txt", "folder/z"],
            torrent.Files.Select(file => file.Path));
        Assert.All(torrent.Files, file => Assert.True(file.IsPad || file.Length == 0 || file.Offset % Block == 0));
        Assert.Equal(6, torrent.Geometry.PieceCount);
        Assert.Equal(2 * Block + 11, torrent.ContentBytes);
    }

    [Fact]
    public void In_v2_alone_files_end_in_short_pieces()
    {
        var torrent = TorrentFolder.Random(1, ("a", Block + 1), ("b", 5), ("c", Block)).Build(TorrentKind.V2, Block);

        Assert.Equal([Block, 1, 5, Block], Enumerable.Range(0, 4).Select(i => torrent.Geometry.LengthOf(torrent.Geometry.Piece(i))));
        Assert.Equal(4, torrent.Geometry.PieceCount);
        Assert.Equal([0L, Block * 2L, Block * 3L], torrent.Files.Select(file => file.Offset));
    }

    [Theory]
    [InlineData(TorrentKind.Hybrid)]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    public void One_file_is_no_folder(TorrentKind kind)
    {
        var torrent = Reread(new TorrentFolder("a.bin", [(new SourceFile("a.bin", 5) { IsExecutable = true }, [1, 2, 3, 4, 5])], isFolder: false).Build(kind));

        Assert.Equal("a.bin", Assert.Single(torrent.Files).Path);
        Assert.False(torrent.IsFolder);
        Assert.Equal(kind != TorrentKind.V1, torrent.Files[0].Root is not null);
    }

    [Theory]
    [InlineData(TorrentKind.Hybrid)]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    public void A_folder_with_one_file_stays_a_folder(TorrentKind kind)
    {
        var torrent = Reread(new TorrentFolder("f", [(new SourceFile("a", 5), [1, 2, 3, 4, 5])]).Build(kind));

        Assert.Equal("f/a", Assert.Single(torrent.Files).Path);
        Assert.True(torrent.IsFolder);
    }

    [Theory]
    [InlineData(TorrentKind.Hybrid)]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    public void Links_and_letters_survive(TorrentKind kind)
    {
        var torrent = Reread(new TorrentFolder("f",
        [
            (new SourceFile("d/a", 3) { IsExecutable = true, IsHidden = true }, [1, 2, 3]),
            (new SourceFile("l", 0) { SymlinkTarget = "d/a" }, []),
            (new SourceFile("out", 0) { SymlinkTarget = "nowhere" }, []),
        ]).Build(kind));

        Assert.Equal((true, true, null), (torrent.Files[0].IsExecutable, torrent.Files[0].IsHidden, torrent.Files[0].SymlinkTarget));
        Assert.Equal("f/d/a", torrent.Files[1].SymlinkTarget);
        Assert.Null(torrent.Files[2].SymlinkTarget);
    }

    [Theory]
    [InlineData(1L, Block)]
    [InlineData(2_000L * Block, Block)]
    [InlineData(2_000L * Block + 1, 2 * Block)]
    [InlineData(4L << 30, 4 << 20)]
    [InlineData(1L << 40, 16 << 20)]
    public void Piece_lengths_follow_the_size(long total, int expected) => Assert.Equal(expected, TorrentLayout.DefaultPieceBytes(total));

    [Fact]
    public void What_cannot_be_a_torrent_is_refused_with_a_line()
    {
        Assert.Contains("empty", Refused("f", [new("a", 0)], true, null), StringComparison.Ordinal);
        Assert.Contains("name", Refused("", [new("a", 1)], true, null), StringComparison.Ordinal);
        Assert.Contains("one file", Refused("f", [new("a", 1), new("b", 1)], false, null), StringComparison.Ordinal);
        Assert.Contains("power of two", Refused("f", [new("a", 1)], true, 20_000), StringComparison.Ordinal);
        Assert.Contains("power of two", Refused("f", [new("a", 1)], true, 8_192), StringComparison.Ordinal);
        Assert.Contains("longer", Refused("f", [new("a", 1L << 40)], true, Block), StringComparison.Ordinal);
        Assert.Contains("negative", Refused("f", [new("a", -1)], true, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_folder_makes_the_three_kinds_that_agree(int seed)
    {
        var random = new Random(seed);
        var files = Enumerable.Range(0, 30).Select(i => ($"{random.Next(4)}/{random.Next(4)}/{i}", random.Next(3) * random.Next(Block * 5))).ToArray();
        var folder = TorrentFolder.Random(seed, [("first", 1), .. files]);

        var hybrid = Reread(folder.Build(TorrentKind.Hybrid, Block * 2));
        var v2 = Reread(folder.Build(TorrentKind.V2, Block * 2));
        var v1 = Reread(folder.Build(TorrentKind.V1, Block * 2));

        string Shape(TorrentMetainfo torrent) => string.Join('\n', torrent.Files.Where(file => !file.IsPad).Select(file => $"{file.Path} {file.Length}"));
        Assert.True(Shape(v1) == Shape(v2) && Shape(v2) == Shape(hybrid), $"seed {seed}");
        Assert.Equal(v2.Files.Select(file => file.Root), hybrid.Files.Where(file => !file.IsPad).Select(file => file.Root));
        Assert.Equal(v2.PieceLayers!.Hashes.ToArray(), hybrid.PieceLayers!.Hashes.ToArray());
    }

    private static string Refused(string name, SourceFile[] files, bool isFolder, int? pieceBytes)
    {
        Assert.False(TorrentLayout.TryCreate(name, files, isFolder, TorrentKind.Hybrid, pieceBytes, out _, out var error));
        return error;
    }

    private static TorrentMetainfo Reread(TorrentMetainfo built)
    {
        var output = new ArrayBufferWriter<byte>();
        TorrentFileWriter.Write(built, output);
        Assert.True(MetainfoReader.TryRead(output.WrittenMemory, out var torrent, out var error), error.Message);
        return torrent;
    }
}
