using Shoal.Core.Metainfo;
using Shoal.Core.Tests.Metainfo;
using Shoal.Core.WebSeeds;

namespace Shoal.Core.Tests.WebSeeds;

public class WebSeedUrlTests
{
    [Theory]
    [InlineData("http://w.example/")]
    [InlineData("HTTPS://w.example:8443/a%20b/?q=1")]
    [InlineData("http://[2001:db8::1]/x")]
    [InlineData("  http://w.example/x  ")]
    public void A_web_address_with_a_host_is_one(string text) => Assert.True(WebSeedUrl.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("w.example/")]
    [InlineData("ftp://w.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http:///x")]
    [InlineData("http://w.example:0/")]
    [InlineData("http://w.example:65536/")]
    [InlineData("http://user:secret@w.example/")]
    [InlineData("http://w.example/#part")]
    public void Anything_else_is_none(string? text) => Assert.False(WebSeedUrl.TryParse(text, out _));

    [Fact]
    public void What_no_URL_may_contain_is_escaped_before_it_reaches_a_server()
    {
        Assert.True(WebSeedUrl.TryParse("http://w.example/a b/ü\r\nX: y", out var url));
        Assert.Equal("http://w.example/a%20b/%C3%BC%0D%0AX:%20y", url.Text);
    }

    [Fact]
    public void A_URL_over_the_limit_is_none()
    {
        var start = "http://w.example/";
        Assert.True(WebSeedUrl.TryParse(start + new string('a', WebSeedUrl.MaxLength - start.Length), out _));
        Assert.False(WebSeedUrl.TryParse(start + new string('a', WebSeedUrl.MaxLength - start.Length + 1), out _));
    }

    [Theory]
    [InlineData("http://w.example/file.exe", false, "http://w.example/file.exe")]
    [InlineData("http://w.example/dir/", false, "http://w.example/dir/folder/a")]
    [InlineData("http://w.example/dir/", true, "http://w.example/dir/folder/a")]
    [InlineData("http://w.example/dir", true, "http://w.example/dir/folder/a")]
    public void A_folders_files_stand_below_it_and_a_lone_file_where_the_URL_says(string text, bool isFolder, string expected)
    {
        var torrent = TorrentFolder.Random(1, ("a", 5)).Build(TorrentKind.V1) with { IsFolder = isFolder };
        Assert.True(WebSeedUrl.TryParse(text, out var url));
        Assert.Equal(expected, url.Of(torrent, "folder/a"));
    }

    [Theory]
    [InlineData("a b/c", "a%20b/c")]
    [InlineData("100%/#1?.txt", "100%25/%231%3F.txt")]
    [InlineData("ünï/日本", "%C3%BCn%C3%AF/%E6%97%A5%E6%9C%AC")]
    [InlineData("e\u0301", "e%CC%81")]
    [InlineData("-._~+&=;", "-._~%2B%26%3D%3B")]
    public void Paths_are_escaped_byte_by_byte(string path, string expected) => Assert.Equal(expected, WebSeedUrl.Escape(path));
}
