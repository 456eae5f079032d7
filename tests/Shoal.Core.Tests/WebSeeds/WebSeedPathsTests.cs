using Shoal.Core.Metainfo;
using Shoal.Core.Tests.Metainfo;
using Shoal.Core.WebSeeds;

namespace Shoal.Core.Tests.WebSeeds;

public class WebSeedPathsTests
{
    [Theory]
    [InlineData(TorrentKind.V1)]
    [InlineData(TorrentKind.V2)]
    [InlineData(TorrentKind.Hybrid)]
    public void Plain_names_are_what_they_are_in_every_version(TorrentKind kind)
    {
        var torrent = TorrentFolder.Random(1, ("a b", 20_000), ("sub/ü", 5), ("sub/deep/z", 40_000)).Build(kind, 16 * 1024);
        var paths = new WebSeedPaths(torrent);
        Assert.All(torrent.Files.Where(file => !file.IsPad), file => Assert.Equal(WebSeedUrl.Escape(file.Path), paths.Of(file)));
    }

    [Fact]
    public void A_name_that_we_write_differently_is_asked_for_as_the_torrent_has_it()
    {
        var (torrent, _) = TorrentBytes.Read(TorrentBytes.V1([(["what?.mp3"], 5, "", null), (["sub:1", "CON"], 5, "", null), (["plain"], 5, "", null)]));
        var paths = new WebSeedPaths(torrent!);
        Assert.Equal(["test/what_.mp3", "test/sub_1/_CON", "test/plain"], torrent!.Files.Select(file => file.Path));
        Assert.Equal(["test/what%3F.mp3", "test/sub%3A1/CON", "test/plain"], torrent.Files.Select(paths.Of));
    }

    [Fact]
    public void The_same_in_a_tree_of_v2()
    {
        var torrent = TorrentFolder.Random(2, ("ab", 5), ("cd/ef", 5), ("cd/gh", 5), ("ij", 5)).Build(TorrentKind.V2, 16 * 1024);
        var info = TorrentBytes.Replace(torrent.InfoBytes.Span, "2:ab", "2:a?");
        info = TorrentBytes.Replace(info, "2:cd", "2:c:");
        var (read, fault) = TorrentBytes.Read(info);
        Assert.Equal(MetainfoFault.None, fault);
        Assert.Equal(["folder/a_", "folder/c_/ef", "folder/c_/gh", "folder/ij"], read!.Files.Select(file => file.Path));
        Assert.Equal(["folder/a%3F", "folder/c%3A/ef", "folder/c%3A/gh", "folder/ij"], read.Files.Select(new WebSeedPaths(read).Of));
    }

    [Fact]
    public void A_renamed_double_is_asked_for_by_its_real_name()
    {
        var (torrent, _) = TorrentBytes.Read(TorrentBytes.V1([(["A"], 5, "", null), (["a"], 5, "", null)]));
        Assert.Equal("test/a.1", torrent!.Files[1].Path);
        Assert.Equal("test/a", new WebSeedPaths(torrent).Of(torrent.Files[1]));
    }

    [Fact]
    public void Threat_row_10_a_path_that_climbs_keeps_its_safe_spelling()
    {
        var (torrent, _) = TorrentBytes.Read(TorrentBytes.V1([(["..", "etc", "a?"], 5, "", null), ([".", "b"], 5, "", null)]));
        var paths = new WebSeedPaths(torrent!);
        Assert.All(torrent!.Files, file => Assert.Equal(WebSeedUrl.Escape(file.Path), paths.Of(file)));
        Assert.DoesNotContain(torrent.Files, file => paths.Of(file).Contains("..", StringComparison.Ordinal));
    }

    [Fact]
    public void Info_cut_anywhere_leaves_the_safe_spelling_or_the_real_one()
    {
        var torrent = TorrentBytes.Read(TorrentBytes.V1([(["what?"], 5, "", null), (["b"], 5, "", null)])).Torrent!;
        for (var length = 0; length < torrent.InfoBytes.Length; length++)
        {
            var paths = new WebSeedPaths(torrent with { InfoBytes = torrent.InfoBytes[..length] });
            Assert.Contains(paths.Of(torrent.Files[0]), new[] { "test/what_", "test/what%3F" });
        }
    }
}
