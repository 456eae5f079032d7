using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Tests.Bencoding;

namespace Shoal.Core.Tests.Metainfo;

public class MetainfoReaderTests
{
    private const int Block = TorrentGeometry.BlockSize;

    [Fact]
    public void Threat_15_the_shared_duplicates_are_renamed_as_expected()
    {
        foreach (var files in SharedVectors.Cases("resolve_duplicates"))
        {
            var list = files.EnumerateArray().ToList();
            var info = TorrentBytes.V1(list.Select(file => (
                file.GetProperty("path").GetString()!.Split('/')[1..],
                file.GetProperty("size").GetInt64(),
                file.GetProperty("pad").GetBoolean() ? "p" : "",
                (string[]?)null)));

            var (torrent, fault) = TorrentBytes.Read(info);

            Assert.Equal(MetainfoFault.None, fault);
            Assert.Equal(list.Select(file => file.GetProperty("expected").GetString()), torrent!.Files.Select(file => file.Path));
        }
    }

    [Theory]
    [InlineData(33, MetainfoFault.None)]
    [InlineData(34, MetainfoFault.TooManyDuplicates)]
    [InlineData(10_000, MetainfoFault.TooManyDuplicates)]
    public void Threat_15_doubles_of_one_name_end_before_they_are_quadratic(int files, MetainfoFault expected)
    {
        var info = TorrentBytes.V1(Enumerable.Range(0, files).Select(_ => (new[] { "a" }, 1L, "", (string[]?)null)));

        // 32 doubles collide 0 + 1 + ... + 31 = 496 times, 33 more than 500.
        Assert.Equal(expected, TorrentBytes.Read(info).Fault);
    }

    [Fact]
    public void Threat_11_paths_from_peers_and_from_files_go_one_way()
    {
        var info = TorrentBytes.V1([(["..", "..", "etc", "passwd"], 1, "", null), (["C:\\x", "con"], 1, "", null), (["a/../b"], 1, "", null)]);
        var file = TorrentBytes.Write(writer =>
        {
            writer.WriteStartDictionary();
            writer.WriteKey("info"u8);
            writer.WriteRaw(info);
            writer.WriteEnd();
        });

        Assert.True(MetainfoReader.TryRead(file, out var fromFile, out _));
        Assert.True(MetainfoReader.TryReadInfo(info, out var fromPeer, out _));

        Assert.Equal(["test/_/_/etc/passwd", "test/C_x/_con", "test/a..b"], fromFile.Files.Select(f => f.Path));
        Assert.Equal(fromFile.Files, fromPeer.Files);
        Assert.Equal(fromFile.InfoHashes, fromPeer.InfoHashes);
    }

    [Theory]
    [InlineData("b", "test/b")]
    [InlineData("d", "test/d")]
    [InlineData("d/c", "test/d/c")]
    [InlineData("../../etc/passwd", null)]
    [InlineData("../b", "test/b")]
    [InlineData("/etc/passwd", null)]
    [InlineData("missing", null)]
    [InlineData("link", null)]
    [InlineData("loop/x", null)]
    [InlineData("other/c", "test/other/c")]
    [InlineData("pad", null)]
    [InlineData("b/x", null)]
    public void Threat_12_a_link_leads_inside_or_nowhere(string target, string? expected)
    {
        var info = TorrentBytes.V1([
            (["link"], 0, "l", target.Split('/')), (["b"], 1, "", null), (["d", "c"], 1, "", null),
            (["loop"], 0, "l", ["loop2"]), (["loop2"], 0, "l", ["loop"]), (["other"], 0, "l", ["d"]), (["pad"], 5, "p", null)]);

        var (torrent, _) = TorrentBytes.Read(info);

        Assert.Equal(expected, torrent!.Files[0].SymlinkTarget);
        Assert.Equal(0, torrent.Files[0].Length);
    }

    [Fact]
    public void Threat_12_a_link_follows_the_file_it_names_when_that_is_renamed()
    {
        var info = TorrentBytes.V1([(["link"], 0, "l", ["A"]), (["a"], 1, "", null), (["A"], 2, "", null)]);

        Assert.Equal("test/A.1", TorrentBytes.Read(info).Torrent!.Files[0].SymlinkTarget);
    }

    [Fact]
    public void Threat_12_many_links_through_links_end_in_time()
    {
        var through = Enumerable.Repeat("d", 60).Prepend("l").ToArray();
        var links = Enumerable.Range(0, 5_000).Select(i => (new[] { $"k{i}" }, 0L, "l", (string[]?)through));
        var info = TorrentBytes.V1([(["l"], 0, "l", ["l2"]), (["l2"], 0, "l", ["l"]), (["a"], 1, "", null), .. links]);

        Assert.All(TorrentBytes.Read(info).Torrent!.Files.Skip(3), file => Assert.Null(file.SymlinkTarget));
    }

    [Theory]
    [InlineData(100, MetainfoFault.None)]
    [InlineData(101, MetainfoFault.TooDeep)]
    public void Threat_20_folders_nest_a_hundred_deep(int depth, MetainfoFault expected)
    {
        var path = Enumerable.Repeat("d", depth).ToArray();
        Assert.Equal(expected, TorrentBytes.Read(TorrentBytes.V1([(path, 1, "", null)])).Fault);

        var tree = string.Concat(Enumerable.Repeat("d1:d", depth)) + "d0:d6:lengthi1e11:pieces root32:"
            + new string('r', 32) + "ee" + new string('e', depth);
        var v2 = Encoding.ASCII.GetBytes($"d9:file tree{tree}12:meta versioni2e4:name4:test12:piece lengthi16384ee");
        Assert.Equal(expected, TorrentBytes.Read(v2).Fault);
    }

    [Fact]
    public void Threat_20_a_small_tree_cannot_spell_endless_paths()
    {
        var folders = Enumerable.Repeat(new string('d', 240), 8).ToArray();
        Assert.Equal(MetainfoFault.None, TorrentBytes.Read(TorrentBytes.V1([(folders, 1, "", null)])).Fault);
        Assert.Equal(MetainfoFault.PathTooLong, TorrentBytes.Read(TorrentBytes.V1([([.. folders, .. folders], 1, "", null)])).Fault);

        var file = "d0:d6:lengthi0eee";
        var files = string.Concat(Enumerable.Range(0, 36_000).Select(i => $"6:{i:d6}{file}"));
        var tree = "d" + string.Concat(folders.Select(folder => $"240:{folder}d")) + files + new string('e', folders.Length + 1);
        var v2 = Encoding.ASCII.GetBytes($"d9:file tree{tree}12:meta versioni2e4:name4:test12:piece lengthi16384ee");
        Assert.Equal(MetainfoFault.PathTooLong, TorrentBytes.Read(v2).Fault);
    }

    [Theory]
    [InlineData(TorrentGeometry.MaxPieces, MetainfoFault.None)]
    [InlineData(TorrentGeometry.MaxPieces + 1, MetainfoFault.TooManyPieces)]
    public void Threat_20_pieces_are_counted(long pieces, MetainfoFault expected)
    {
        var tree = $"d4:testd0:d6:lengthi{pieces * Block}e11:pieces root32:{new string('r', 32)}eee";
        var v2 = Encoding.ASCII.GetBytes($"d9:file tree{tree}12:meta versioni2e4:name4:test12:piece lengthi16384ee");

        Assert.Equal(expected, TorrentBytes.Read(v2).Fault);
    }

    [Theory]
    [InlineData("i9223372036854775807e")]
    [InlineData("i18446744073709551615e")]
    [InlineData("i-1e")]
    [InlineData("1:5")]
    [InlineData("i1152921504606846976e")]
    public void Threat_17_impossible_lengths_are_refused(string length)
    {
        var info = Encoding.ASCII.GetBytes($"d6:length{length}4:name1:a12:piece lengthi16384e6:pieces20:{new string('h', 20)}e");

        Assert.Equal(MetainfoFault.BadFileLength, TorrentBytes.Read(info).Fault);
    }

    [Fact]
    public void Threat_17_lengths_cannot_overflow_when_added_up()
    {
        var huge = FileFields.MaxFileBytes;
        var info = TorrentBytes.V1([(["a"], huge, "", null), (["b"], huge, "", null), (["c"], huge, "", null)], 1 << 28);

        Assert.Equal(MetainfoFault.TooManyPieces, TorrentBytes.Read(info).Fault);
    }

    [Theory]
    [InlineData("d1:zi1e4:name1:a6:lengthi5e12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhe", MetainfoFault.None)]
    [InlineData("d6:lengthi05e4:name1:a12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhe", MetainfoFault.None)]
    [InlineData("d6:lengthi5e6:lengthi6e4:name1:a12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhe", MetainfoFault.None)]
    [InlineData("d6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhex", MetainfoFault.BadBencoding)]
    [InlineData("le", MetainfoFault.NotADictionary)]
    [InlineData("", MetainfoFault.NotADictionary)]
    public void Threat_17_v1_takes_old_spellings_and_nothing_after_the_end(string info, MetainfoFault expected)
    {
        var (torrent, fault) = TorrentBytes.Read(Encoding.ASCII.GetBytes(info));

        Assert.Equal(expected, fault);
        if (torrent is not null) Assert.Equal(5, torrent.Files[0].Length);
    }

    [Fact]
    public void Threat_18_metadata_beyond_the_limit_is_not_looked_at()
    {
        Assert.Equal(MetainfoFault.TooLarge, TorrentBytes.Read(new byte[MetainfoReader.MaxInfoBytes + 1]).Fault);
        Assert.False(MetainfoReader.TryRead(new byte[MetainfoReader.MaxTorrentBytes + 1], out _, out var error));
        Assert.Equal(MetainfoFault.TooLarge, error.Fault);
    }

    [Fact]
    public void Threat_30_a_hybrid_whose_halves_differ_is_refused()
    {
        var info = TorrentFolder.Random(1, ("aa", Block + 5), ("bb", 7), ("cc", Block)).Build(TorrentKind.Hybrid, Block).InfoBytes.Span;

        Assert.Equal(MetainfoFault.None, TorrentBytes.Read(info.ToArray()).Fault);
        Assert.Equal(MetainfoFault.HybridMismatch, TorrentBytes.Read(TorrentBytes.Replace(info, "l2:bbe", "l2:bce")).Fault);
        Assert.Equal(MetainfoFault.HybridMismatch, TorrentBytes.Read(TorrentBytes.Replace(info, "lengthi7e4:path", "lengthi8e4:path")).Fault);
        Assert.Equal(MetainfoFault.HybridMismatch, TorrentBytes.Read(TorrentBytes.Replace(info, "4:attr1:p", "4:attr1:h")).Fault);
        Assert.Equal(MetainfoFault.HybridMismatch, TorrentBytes.Read(TorrentBytes.Replace(info, "2:ccd0:d6:lengthi16384e", "2:cdd0:d6:lengthi16384e")).Fault);
    }

    [Fact]
    public void Threat_30_files_of_a_hybrid_start_pieces()
    {
        var hybrid = TorrentFolder.Random(1, ("aa", 10), ("bb", 7)).Build(TorrentKind.Hybrid, Block).InfoBytes.Span;
        var unpadded = TorrentBytes.Replace(hybrid, "d4:attr1:p6:lengthi16374e4:pathl4:.pad5:16374ee", "");

        Assert.Equal(MetainfoFault.HybridMismatch, TorrentBytes.Read(unpadded).Fault);
    }

    [Fact]
    public void Trackers_come_in_tiers_once_each_and_the_plain_one_only_alone()
    {
        var info = Encoding.ASCII.GetString(TorrentBytes.V1([(["a"], 1, "", null)]));
        TorrentMetainfo Read(string around) =>
            MetainfoReader.TryRead(Encoding.Latin1.GetBytes(around.Replace("INFO", info, StringComparison.Ordinal)), out var torrent, out var error)
                ? torrent : throw new InvalidOperationException(error.Message);

        Assert.Equal([["http://a/"]], Read("d8:announce9:http://a/4:infoINFOe").Trackers);
        Assert.Equal(
            [["http://b/", "udp://c"], ["http://d/"]],
            Read("d8:announce9:http://a/13:announce-listll9:http://b/7:udp://c9:http://b/i5eel4:junkel9:http://d/9:http://b/ei1ee4:infoINFOe").Trackers);
        Assert.Equal([["http://a/"]], Read("d8:announce9:http://a/13:announce-listle4:infoINFOe").Trackers);
        Assert.Empty(Read("d8:announce9:file:///x4:infoINFOe").Trackers);
    }

    [Fact]
    public void Tens_of_thousands_of_files_are_not_quadratic()
    {
        const int Count = 30_000;
        var files = Enumerable.Range(0, Count).Select(i => new SourceFile($"folder {i % 97}/sub {i % 13}/number {i}.txt", 1_000)).ToArray();
        Assert.True(TorrentLayout.TryCreate("many", files, true, TorrentKind.Hybrid, Block, out var layout, out var line), line);
        var roots = new byte[layout.Geometry.PieceCount * Sha256Hash.Size];
        roots.AsSpan().Fill(1);

        Assert.True(MetainfoBuilder.TryBuild(layout, new(), new byte[layout.Geometry.PieceCount * InfoHash.Size], roots, out var built, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(MetainfoReader.TryReadInfo(built.InfoBytes, out var torrent, out _));

        // 100,000 files take 0.25 s of one core when optimized; here memory stands for work: 1 to 2 KB a file with its pad file.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Count * 3_000L);
        Assert.Equal(Count, torrent.Files.Count(file => !file.IsPad));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_never_throw(int seed)
    {
        var random = new Random(seed);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            if (length > 0) bytes[0] = (byte)'d';
            Assert.False(MetainfoReader.TryRead(bytes, out _, out var error), $"seed {seed}");
            Assert.NotEqual("", error.Message);
            Assert.False(MetainfoReader.TryReadInfo(bytes, out _, out _));
        }
    }
}
