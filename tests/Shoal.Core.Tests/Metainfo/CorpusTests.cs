using System.Globalization;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Metainfo;
using Shoal.Core.Tests.Bencoding;

namespace Shoal.Core.Tests.Metainfo;

/// <summary>libtorrent's own test torrents: each as a .torrent, and as metadata from a peer (threats row 11).</summary>
public class CorpusTests
{
    private static readonly Dictionary<string, MetainfoFault> Faults = new()
    {
        ["too_many_duplicate_filenames"] = MetainfoFault.TooManyDuplicates,
        ["torrent_invalid_length"] = MetainfoFault.BadFileLength,
        ["torrent_missing_info"] = MetainfoFault.MissingInfo,
        ["torrent_invalid_name"] = MetainfoFault.BadPath,
        ["torrent_missing_piece_length"] = MetainfoFault.BadPieceLength,
        ["torrent_missing_pieces"] = MetainfoFault.MissingPieceHashes,
        ["too_many_pieces_in_torrent"] = MetainfoFault.TooManyPieces,
        ["torrent_missing_name"] = MetainfoFault.MissingName,
        ["torrent_is_no_dict"] = MetainfoFault.NotADictionary,
        ["torrent_invalid_hashes"] = MetainfoFault.BadPieceHashes,
        ["torrent_file_parse_failed"] = MetainfoFault.BadFile,
        ["torrent_invalid_pad_file"] = MetainfoFault.BadPadFile,
        ["torrent_invalid_piece_layer"] = MetainfoFault.BadPieceLayer,
        ["torrent_missing_pieces_root"] = MetainfoFault.MissingFileRoot,
        ["invalid_bencoding"] = MetainfoFault.BadBencoding,
    };

    [Fact]
    public void Every_file_does_what_is_expected_of_it_from_a_file_and_from_a_peer()
    {
        var seen = 0;
        foreach (var row in Rows())
        {
            var bytes = File.ReadAllBytes(row.Path);
            var fault = MetainfoReader.TryRead(bytes, out var torrent, out var error) ? MetainfoFault.None : error.Fault;
            Assert.True(row.Fault == fault, $"{row.Name}: {error} instead of {row.Fault}");
            if (fault == MetainfoFault.None) AssertFields(row, torrent);

            if (fault is not (MetainfoFault.MissingInfo or MetainfoFault.NotADictionary)
                && BencodeLookup.TryFind(bytes, "info"u8, out var info))
            {
                var isOutside = fault == MetainfoFault.BadPieceLayer;
                fault = MetainfoReader.TryReadInfo(info.ToArray(), out var fromPeer, out error) ? MetainfoFault.None : error.Fault;
                Assert.True(fault == (isOutside ? MetainfoFault.None : row.Fault), $"{row.Name} from a peer: {error}");
                if (fault == MetainfoFault.None) AssertFields(row, fromPeer);
                if (fault == MetainfoFault.None && !isOutside) Assert.Equal(torrent.Files, fromPeer.Files);
            }

            seen++;
        }

        Assert.True(seen is 0 or > 70, $"{seen} files");
    }

    [Theory]
    [InlineData("duplicate_files", "temp/foo/bar.txt|temp/foo/bar.1.txt")]
    [InlineData("invalid_name2", "b61560c2918f463768cd122b6d2fdd47b77bdb35/foo/bar.txt|b61560c2918f463768cd122b6d2fdd47b77bdb35/foo/var.txt")]
    [InlineData("pad_file_no_path", "temp/foo/bar.txt|.pad/2124")]
    [InlineData("sample", "sample/text_file2.txt|sample/.____padding_file/0|sample/text_file.txt")]
    [InlineData("slash_path2", "temp/abc....def/_/bar")]
    [InlineData("slash_path3", "temp....abc")]
    [InlineData("v2_invalid_filename", "_estMB")]
    [InlineData("v2_invalid_filename2", "test/_|test/_.1|test/stress_test2")]
    [InlineData("v2_only", "test1MB")]
    [InlineData("v2_multipiece_file", "test1MB")]
    [InlineData("empty_path_multi", "temp/abcde|temp/_|temp/_.1")]
    public void Paths_are_safe_and_each_its_own(string name, string paths)
    {
        if (Open(name) is not { } torrent) return;

        Assert.Equal(paths, string.Join('|', torrent.Files.Select(file => file.Path)));
        Assert.All(torrent.Files, file => Assert.True(file.IsPad || Shoal.Core.Primitives.SafePath.IsSafe(file.Path)));
    }

    [Theory]
    [InlineData("overlapping_symlinks", 0, "SDL2.framework/Versions/Current/Headers")]
    [InlineData("overlapping_symlinks", 1, "SDL2.framework/Versions/Current/Resources")]
    [InlineData("overlapping_symlinks", 2, "SDL2.framework/Versions/Current/SDL2")]
    [InlineData("v2_symlinks", 0, "SDL2.framework/Versions/Current/Headers")]
    [InlineData("v2_symlinks", 1, "SDL2.framework/Versions/Current/Resources")]
    [InlineData("v2_symlinks", 2, "SDL2.framework/Versions/Current/SDL2")]
    [InlineData("symlink_zero_size", 1, "temp/a/b/bar")]
    [InlineData("symlink2", 0, "Some.framework/Versions/A/SDL2")]
    [InlineData("symlink2", 4, "Some.framework/Versions/A")]
    public void Threat_12_links_lead_to_places_inside(string name, int file, string target)
    {
        if (Open(name) is not { } torrent) return;

        Assert.Equal(target, torrent.Files[file].SymlinkTarget);
    }

    [Theory]
    [InlineData("url_seed_multi", "http://test.com/file/")]
    [InlineData("url_seed_multi_space", "http://test.com/test%20file/foo%20bar/")]
    [InlineData("url_seed_multi_space_nolist", "http://test.com/test%20file/foo%20bar/")]
    [InlineData("duplicate_web_seeds", "http://foobar.com/foo|http://foobar.com/foobar|http://foobar.com/bar")]
    [InlineData("empty_httpseed", "")]
    public void Web_seeds_come_once_each_and_as_URLs(string name, string urls)
    {
        if (Open(name) is not { } torrent) return;

        Assert.Equal(urls, string.Join('|', torrent.WebSeeds));
    }

    [Fact]
    public void What_stands_around_the_info_dictionary_is_kept()
    {
        if (Open("creation_date") is not { } dated) return;

        Assert.Equal(1234567, dated.CreationDate!.Value.ToUnixTimeSeconds());
        Assert.Equal(["127.0.0.1:6881", "192.168.1.1:6881"], Open("dht_nodes")!.Nodes.Select(node => node.ToString()));
        Assert.Equal(["bar", "foo"], Open("collection2")!.Collections.Order());
        Assert.Equal(["6161616161616161616161616161616161616161"], Open("similar")!.Similar.Select(hash => hash.ToString()));
        Assert.Equal(["6161616161616161616161616161616161616161"], Open("similar2")!.Similar.Select(hash => hash.ToString()));
        Assert.Equal(["udp://tracker.opentracker.com:80/announce"], Open("sample")!.Trackers.SelectMany(tier => tier));
        Assert.Equal("sample comment", Open("sample")!.Comment);
        Assert.Equal("libtorrent", Open("sample")!.CreatedBy);
    }

    [Fact]
    public void Layers_make_a_v2_torrent_checkable_and_without_them_it_waits()
    {
        if (Open("v2_only") is not { } whole) return;

        Assert.Equal(16, whole.Geometry.PieceCount);
        Assert.NotNull(whole.PieceLayers);
        Assert.Equal("515ea9181744b817744ded9d2e8e9dc6a8450c0b0c52e24b5077f302ffbd9008", whole.Files[0].Root.ToString());
        Assert.True(MetainfoReader.TryReadInfo(whole.InfoBytes, out var fromPeer, out _));
        Assert.Null(fromPeer.PieceLayers);

        var layer = whole.PieceLayers.Hashes;
        Assert.True(fromPeer.TryWithPieceLayers(new Dictionary<Core.Primitives.Sha256Hash, ReadOnlyMemory<byte>> { [whole.Files[0].Root!.Value] = layer }, out var complete));
        Assert.True(layer.Span.SequenceEqual(complete.PieceLayers!.Hashes.Span));

        var damaged = layer.ToArray();
        damaged[40] ^= 1;
        Assert.False(fromPeer.TryWithPieceLayers(new Dictionary<Core.Primitives.Sha256Hash, ReadOnlyMemory<byte>> { [whole.Files[0].Root!.Value] = damaged }, out _));
        Assert.Null(Open("v2_incomplete_piece_layer")!.PieceLayers);
    }

    [Theory]
    [InlineData("v2_only")]
    [InlineData("sample")]
    [InlineData("empty-files-1")]
    [InlineData("v2_symlinks")]
    public void Cut_anywhere_or_with_any_byte_changed_nothing_throws(string name)
    {
        if (SharedVectors.Find($"torrents/libtorrent/{name}.torrent") is not { } path) return;
        var bytes = File.ReadAllBytes(path);
        var random = new Random(1);

        for (var length = 0; length < bytes.Length; length++)
            Assert.False(MetainfoReader.TryRead(bytes.AsMemory(0, length), out _, out _));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] = random.Next(3) == 0 ? (byte)random.Next(256) : "0123456789eldi:-"u8[random.Next(16)];
            MetainfoReader.TryRead(changed, out _, out _);
        }
    }

    private static void AssertFields(Row row, TorrentMetainfo torrent)
    {
        Assert.True(row.Kind == (torrent.InfoHashes.IsHybrid ? "hybrid" : torrent.InfoHashes.V2 is null ? "v1" : "v2"), row.Name);
        if (torrent.InfoHashes.V1 is { } v1) Assert.Equal(row.Sha1, v1.ToString());
        if (torrent.InfoHashes.V2 is { } v2) Assert.Equal(row.Sha256, v2.ToString());
        Assert.True(row.PieceLength == torrent.Geometry.PieceBytes, row.Name);
        if (row.Files is { } files) Assert.True(files == torrent.Files.Count, row.Name);
        if (row.Total is { } total) Assert.True(total == torrent.Geometry.TotalBytes, row.Name);
    }

    private static TorrentMetainfo? Open(string name)
    {
        if (SharedVectors.Find($"torrents/libtorrent/{name}.torrent") is not { } path) return null;
        Assert.True(MetainfoReader.TryRead(File.ReadAllBytes(path), out var torrent, out var error), error.Message);
        return torrent;
    }

    private static IEnumerable<Row> Rows()
    {
        if (SharedVectors.Find("torrents/libtorrent/EXPECTED.tsv") is not { } table)
        {
            Console.WriteLine("skipped: no torrents/libtorrent/EXPECTED.tsv");
            yield break;
        }

        foreach (var line in File.ReadLines(table, Encoding.UTF8).Skip(1))
        {
            var cells = line.Split('\t');
            var path = Path.Combine(Path.GetDirectoryName(table)!, cells[0]);
            if (!File.Exists(path)) continue;
            var fault = cells[2].Length == 0 ? MetainfoFault.None : Faults[cells[2]["errors::".Length..]];
            yield return new Row(cells[0], path, fault, cells[5], cells[6], cells[7], Number(cells[8]), Number(cells[9]), Number(cells[10]));
        }
    }

    private static long? Number(string cell) => long.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Row(
        string Name, string Path, MetainfoFault Fault, string Kind, string Sha1, string Sha256, long? PieceLength, long? Files, long? Total);
}
