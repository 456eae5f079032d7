using Shoal.Core.Metainfo;

namespace Shoal.Core.Tests.Metainfo;

public class TorrentFileFilterTests
{
    [Theory]
    [InlineData("*.mkv", "t/a/b.mkv", true)]
    [InlineData("*.mkv", "t/b.mkv/c", false)]
    [InlineData("*.MKV", "t/b.mkv", false)]
    [InlineData("b?.txt", "t/b1.txt", true)]
    [InlineData("b?.txt", "t/b.txt", false)]
    [InlineData("a/*.txt", "t/a/b.txt", true)]
    [InlineData("t/a/*.txt", "t/a/b.txt", true)]
    [InlineData("a/*.txt", "t/a/c/b.txt", false)]
    [InlineData("a/**/*.txt", "t/a/c/d/b.txt", true)]
    [InlineData("a/**/*.txt", "t/a/b.txt", true)]
    [InlineData("**/d/**", "t/a/c/d/b.txt", true)]
    [InlineData("**", "t/a/b", true)]
    [InlineData("a/", "t/a/b/c", true)]
    [InlineData("a/", "t/b/a/c", false)]
    [InlineData("./a/b", "t/a/b", true)]
    [InlineData("/a/b", "t/a/b", true)]
    [InlineData("*", "t/a/b", true)]
    [InlineData("a*b*c", "t/aXbXbXc", true)]
    [InlineData("a*b*c", "t/aXbXbXd", false)]
    [InlineData("", "t/a", false)]
    [InlineData("t", "t", true)]
    public void A_pattern_means_what_a_shell_would_say(string pattern, string path, bool isMatch) =>
        Assert.Equal(isMatch, new TorrentFileFilter([pattern]).Matches(File(path)));

    [Fact]
    public void Case_can_be_ignored_and_no_pattern_means_all()
    {
        Assert.True(new TorrentFileFilter(["É*.MKV"], ignoresCase: true).Matches(File("t/éa.mkv")));
        Assert.True(new TorrentFileFilter([]).Matches(File("t/a")));
        Assert.True(new TorrentFileFilter(["x", "a"]).Matches(File("t/a")));
    }

    [Fact]
    public void A_hostile_pattern_takes_no_more_than_steps_times_length()
    {
        var stars = string.Concat(Enumerable.Repeat("*a", 1_000)) + "b";
        Assert.False(new TorrentFileFilter([stars]).Matches(File("t/" + new string('a', 10_000))));

        var deep = string.Concat(Enumerable.Repeat("**/a/", 200)) + "b";
        Assert.False(new TorrentFileFilter([deep]).Matches(File(string.Join('/', Enumerable.Repeat("a", 2_000)))));
    }

    [Fact]
    public void Pad_files_are_never_chosen()
    {
        var torrent = TorrentFolder.Random(1, ("a", 1), ("b", 1)).Build(TorrentKind.Hybrid);

        Assert.Equal(["folder/a", "folder/b"], new TorrentFileFilter([]).Select(torrent).Select(index => torrent.Files[index].Path));
    }

    private static TorrentFile File(string path) => new() { Index = 0, Path = path, Length = 1, Offset = 0 };
}
