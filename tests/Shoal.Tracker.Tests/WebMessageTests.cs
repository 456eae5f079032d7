using System.Text;
using System.Text.Json;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker.Tests;

public sealed class WebMessageTests
{
    private static readonly string Hash = new string('a', 19) + "\u00e9";
    private static readonly string Peer = "-WW0208-" + new string('b', 12);

    // As bittorrent-tracker's client sends it.
    private static readonly string Announce =
        $$"""{"numwant":2,"uploaded":0,"downloaded":0,"left":0,"event":"started","offers":[{"offer":{"type":"offer","sdp":"v=0\r\n"},"offer_id":"{{Hash}}"},{"offer":{"type":"offer","sdp":"v=1"},"offer_id":"y"}],"action":"announce","info_hash":"{{Hash}}","peer_id":"{{Peer}}"}""";

    [Fact]
    public void An_announce_has_its_offers()
    {
        var message = Read(Announce)!;

        Assert.Equal((false, true, AnnounceEvent.Started, null), (message.IsScrape, message.IsSeed, message.Event, message.Answer));
        Assert.Equal([new InfoHash(Encoding.Latin1.GetBytes(Hash))], message.Hashes);
        Assert.Equal(new PeerId(Encoding.Latin1.GetBytes(Peer)), message.PeerId);
        Assert.Equal([(Hash, """{"type":"offer","sdp":"v=0\r\n"}"""), ("y", """{"type":"offer","sdp":"v=1"}""")], message.Offers);
    }

    [Fact]
    public void An_answer_has_whom_it_is_for()
    {
        var message = Read($$"""{"action":"announce","info_hash":"{{Hash}}","peer_id":"{{Peer}}","to_peer_id":"{{new string('c', 20)}}","answer":{"type":"answer","sdp":"v=2"},"offer_id":"x","offers":[{"offer":{},"offer_id":"z"}]}""")!;

        Assert.Equal(("""{"type":"answer","sdp":"v=2"}""", "x"), (message.Answer, message.OfferId));
        Assert.Equal(new PeerId(Encoding.Latin1.GetBytes(new string('c', 20))), message.ToPeer);
        Assert.Empty(message.Offers);
    }

    [Fact]
    public void What_is_handed_on_says_the_same()
    {
        var message = Read(Announce)!;

        using var offer = JsonDocument.Parse(WebReply.Offer(message.Hashes[0], message.PeerId, message.Offers[0].Id, message.Offers[0].Offer));

        string? Text(string name) => offer.RootElement.GetProperty(name).GetString();
        Assert.Equal(("announce", Hash, Peer, Hash), (Text("action"), Text("info_hash"), Text("peer_id"), Text("offer_id")));
        Assert.Equal("v=0\r\n", offer.RootElement.GetProperty("offer").GetProperty("sdp").GetString());
    }

    [Theory]
    [InlineData("started", AnnounceEvent.Started)]
    [InlineData("stopped", AnnounceEvent.Stopped)]
    [InlineData("completed", AnnounceEvent.Completed)]
    [InlineData("update", AnnounceEvent.None)]
    public void Events_are_those_of_BEP_3(string text, object expected) =>
        Assert.Equal((AnnounceEvent)expected, Read(Announce.Replace("\"event\":\"started\"", $"\"event\":\"{text}\"", StringComparison.Ordinal))!.Event);

    [Theory]
    [InlineData("0", true)]
    [InlineData("1", false)]
    [InlineData("-1", false)]
    [InlineData("1e99", false)]
    [InlineData("\"0\"", false)]
    [InlineData("null", false)]
    public void Who_lacks_nothing_is_a_seed(string left, bool isSeed) =>
        Assert.Equal(isSeed, Read(Announce.Replace("\"left\":0", $"\"left\":{left}", StringComparison.Ordinal))!.IsSeed);

    [Fact]
    public void A_scrape_names_one_torrent_or_some()
    {
        Assert.Equal([new InfoHash(Encoding.Latin1.GetBytes(Hash))], Read($$"""{"action":"scrape","info_hash":"{{Hash}}"}""")!.Hashes);
        Assert.Equal(2, Read($$"""{"action":"scrape","info_hash":["{{Hash}}",7,"short","{{Peer}}",null]}""")!.Hashes.Count);
        Assert.Empty(Read("""{"action":"scrape"}""")!.Hashes);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    public void Offers_and_hashes_are_cut_at_their_limits(int beyond, int fewer)
    {
        var offers = string.Join(',', Enumerable.Range(0, WebMessage.MaxOffers + beyond).Select(i => $$"""{"offer":{},"offer_id":"{{i}}"}"""));
        var hashes = string.Join(',', Enumerable.Repeat($"\"{Hash}\"", TrackerLimits.MaxScrapeHashes + beyond));

        Assert.Equal(WebMessage.MaxOffers + beyond + fewer, Read($$"""{"action":"announce","info_hash":"{{Hash}}","peer_id":"{{Peer}}","offers":[{{offers}}]}""")!.Offers.Count);
        Assert.Equal(TrackerLimits.MaxScrapeHashes + beyond + fewer, Read($$"""{"action":"scrape","info_hash":[{{hashes}}]}""")!.Hashes.Count);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Depth_has_a_limit(int depth, bool isRead) => Assert.Equal(isRead, Read(
        $$"""{"action":"scrape","x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""") is not null);

    [Theory]
    [InlineData("info_hash")]
    [InlineData("peer_id")]
    public void Ids_have_twenty_bytes(string name)
    {
        foreach (var id in new[] { "", new string('a', 19), new string('a', 21), new string('a', 19) + "\u0100" })
            Assert.Null(Read($$"""{"action":"announce","info_hash":"{{(name == "info_hash" ? id : Hash)}}","peer_id":"{{(name == "peer_id" ? id : Peer)}}"}"""));
    }

    [Fact]
    public void Cut_anywhere_it_is_no_message()
    {
        var whole = Encoding.UTF8.GetBytes(Announce);
        for (var cut = 0; cut < whole.Length; cut++) Assert.True(WebMessage.TryRead(whole.AsMemory(0, cut)) is null, $"cut at {cut}");
    }

    [Fact]
    public void Random_messages_of_every_length_never_throw()
    {
        var random = new Random(31);
        var whole = Encoding.UTF8.GetBytes(Announce);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.True(WebMessage.TryRead(bytes) is null, $"length {length}");
        }

        for (var round = 0; round < 20_000; round++)
        {
            var bytes = whole.ToArray();
            for (var i = 0; i < 3; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            WebMessage.TryRead(bytes);
        }
    }

    private static WebMessage? Read(string json) => WebMessage.TryRead(Encoding.UTF8.GetBytes(json));
}
