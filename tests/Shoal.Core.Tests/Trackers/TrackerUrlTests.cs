using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Trackers;

public class TrackerUrlTests
{
    [Theory]
    [InlineData("http://a.test/announce", "a.test", 80)]
    [InlineData("https://a.test:444/x/announce?k=1", "a.test", 444)]
    [InlineData(" udp://a.test:6969 ", "a.test", 6969)]
    [InlineData("udp://[::1]:6969/announce", "::1", 6969)]
    public void A_trackers_address_is_read(string text, string host, int port)
    {
        Assert.True(TrackerUrl.TryParse(text, out var url));
        Assert.Equal((host, port), (url.Host, url.Port));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("announce")]
    [InlineData("ftp://a.test/announce")]
    [InlineData("file:///announce")]
    [InlineData("http:///announce")]
    [InlineData("udp://a.test/announce")]
    [InlineData("http://a.test:0/announce")]
    [InlineData("http://a.test:65536/announce")]
    [InlineData("http://a.test/announce#x")]
    [InlineData("http://a.test/announce?INFO_HASH=x")]
    [InlineData("http://a.test/announce?peer_id=x")]
    [InlineData("http://a.test/announce?event=stopped")]
    public void Threat_row_9_what_is_no_tracker_is_refused(string? text) => Assert.False(TrackerUrl.TryParse(text, out _));

    [Fact]
    public void An_endless_address_is_refused() =>
        Assert.False(TrackerUrl.TryParse("http://a.test/" + new string('x', TrackerLimits.MaxUrlLength), out _));

    [Theory]
    [InlineData("http://a.test/announce", true)]
    [InlineData("http://a.test/key/announce?x=/y", true)]
    [InlineData("http://a.test/announce/../admin", false)]
    [InlineData("http://a.test/admin?x=/announce", false)]
    [InlineData("http://a.test/announce.php", false)]
    [InlineData("http://a.test/", false)]
    public void Only_a_path_that_ends_in_announce_looks_like_a_trackers(string text, bool expected) =>
        Assert.Equal(expected, TrackerUrl.TryParse(text, out var url) && url.HasAnnouncePath);

    [Theory]
    [InlineData("http://a.test/announce", "http://a.test/scrape")]
    [InlineData("http://a.test/x/announce", "http://a.test/x/scrape")]
    [InlineData("http://a.test/announce.php", "http://a.test/scrape.php")]
    [InlineData("http://a.test/announce?x2%0644", "http://a.test/scrape?x2%0644")]
    [InlineData("http://a.test/announce?x=2/4", "http://a.test/scrape?x=2/4")]
    [InlineData("http://a.test/a", null)]
    [InlineData("http://a.test/x%064announce", null)]
    public void A_scrape_address_is_found_as_BEP_48_says(string text, string? scrape) =>
        Assert.Equal(scrape, TrackerUrl.TryParse(text, out var url) ? url.ScrapeUrl : "unreadable");
}
