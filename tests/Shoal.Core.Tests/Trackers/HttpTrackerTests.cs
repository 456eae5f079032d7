using System.Buffers;
using System.Net;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Trackers;

public class HttpTrackerTests
{
    private static readonly InfoHash Hash = new([.. Enumerable.Range(0, 20).Select(i => (byte)(i * 13 + 30))]);

    [Fact]
    public void An_announce_is_written_as_BEP_3_says()
    {
        Assert.True(InfoHash.TryParseHex("123456789abcdef123456789abcdef123456789a", out var hash));
        var url = HttpAnnounceQuery.Write("http://t.test/announce?pass=1", new AnnounceRequest
        {
            InfoHash = hash,
            PeerId = new PeerId("-SH0100-~abc def/&=?"u8),
            Port = 6881,
            Uploaded = 1,
            Downloaded = 2,
            Left = 3,
            Event = AnnounceEvent.Started,
            NumWant = 50,
            Key = 0xAB,
            TrackerId = "é",
        });

        Assert.Equal(
            "http://t.test/announce?pass=1&info_hash=%124Vx%9A%BC%DE%F1%23Eg%89%AB%CD%EF%124Vx%9A"
            + "&peer_id=-SH0100-~abc%20def%2F%26%3D%3F&port=6881&uploaded=1&downloaded=2&left=3&key=000000AB&compact=1&numwant=50"
            + "&event=started&trackerid=%E9",
            url);
    }

    [Fact]
    public void An_announce_comes_back_as_it_was_written()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[40];
            random.NextBytes(bytes);
            var request = new AnnounceRequest
            {
                InfoHash = new InfoHash(bytes.AsSpan(0, 20)),
                PeerId = new PeerId(bytes.AsSpan(20)),
                Port = random.Next(65_536),
                Uploaded = random.NextInt64(),
                Downloaded = random.NextInt64(),
                Left = random.NextInt64(),
                Event = (AnnounceEvent)random.Next(4),
                NumWant = random.Next(-1, 1000),
                Key = (uint)random.NextInt64(),
                IsCompact = random.Next(2) == 0,
                NoPeerId = random.Next(2) == 0,
            };

            var url = HttpAnnounceQuery.Write("http://t.test/announce", request);
            Assert.True(HttpAnnounceQuery.TryRead(Encoding.ASCII.GetBytes(url.Split('?')[1]), out var read, out var failure), failure);

            Assert.Equal(request, read);
        }
    }

    [Theory]
    [InlineData("", "info_hash is missing")]
    [InlineData("info_hash=%01", "info_hash is not 20 bytes")]
    [InlineData("info_hash=aaaaaaaaaaaaaaaaaaaaa", "info_hash is not 20 bytes")]
    [InlineData("info_hash=aaaaaaaaaaaaaaaaaaa%4", "info_hash is not 20 bytes")]
    [InlineData("info_hash=aaaaaaaaaaaaaaaaaaa%zz", "info_hash is not 20 bytes")]
    [InlineData("info_hash=aaaaaaaaaaaaaaaaaaaa", "port is missing")]
    [InlineData("info_hash=aaaaaaaaaaaaaaaaaaaa&port=1", "peer_id is missing")]
    [InlineData("info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=1&port=1", "peer_id is not 20 bytes")]
    [InlineData("port=65536", "port is not a port")]
    [InlineData("port=-1", "port is not a port")]
    [InlineData("port=1x", "port is not a port")]
    [InlineData("left=x", "left is not a number")]
    [InlineData("uploaded=99999999999999999999", "uploaded is not a number")]
    public void What_is_wrong_with_an_announce_is_said(string query, string expected)
    {
        Assert.False(HttpAnnounceQuery.TryRead(Encoding.ASCII.GetBytes(query), out _, out var failure));
        Assert.Equal(expected, failure);
    }

    [Theory]
    [InlineData("left=0", 0)]
    [InlineData("left=-1", long.MaxValue)]
    [InlineData("left=18446744073709551615", long.MaxValue)]
    [InlineData("ip=10.0.0.1", long.MaxValue)]
    public void A_peer_that_does_not_know_what_is_missing_is_a_leecher(string more, long left)
    {
        var query = "&&info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=1&" + more;
        Assert.True(HttpAnnounceQuery.TryRead(Encoding.ASCII.GetBytes(query), out var request, out _));
        Assert.Equal(left, request.Left);
    }

    [Fact]
    public void A_reply_of_every_BEP_is_read()
    {
        byte[] bytes =
        [
            .. "d8:completei5e11:external ip4:"u8, 1, 2, 3, 4,
            .. "10:incompletei7e8:intervali900e12:min intervali60e5:peers12:"u8, 10, 0, 0, 1, 0x1a, 0xe1, 10, 0, 0, 2, 0, 80,
            .. "6:peers618:"u8, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x1a, 0xe1,
            .. "10:tracker id3:abc15:warning message4:a\u001bbce"u8,
        ];

        Assert.True(HttpAnnounceReply.TryRead(bytes, out var reply));

        Assert.Equal(["10.0.0.1:6881", "10.0.0.2:80", "[2001:db8::1]:6881"], reply.Peers.Select(p => p.ToString()));
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1), 5, 7), (reply.Interval, reply.MinInterval, reply.Seeds, reply.Leechers));
        Assert.Equal(IPAddress.Parse("1.2.3.4"), reply.ExternalAddress);
        Assert.Equal(("abc", @"a\x1bbc"), (reply.TrackerId, reply.Warning));
    }

    [Fact]
    public void A_list_of_dictionaries_is_read_and_names_in_it_are_not()
    {
        var text = "d8:intervali900e5:peersld2:ip8:10.0.0.17:peer id20:aaaaaaaaaaaaaaaaaaaa4:porti6881eed2:ip9:evil.test4:porti1eed2:ip3:::14:porti99eeee";

        Assert.True(HttpAnnounceReply.TryRead(Encoding.ASCII.GetBytes(text), out var reply));

        Assert.Equal(["10.0.0.1:6881", "[::1]:99"], reply.Peers.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("d14:failure reason4:gone8:retry in5:nevere", -1)]
    [InlineData("d14:failure reason4:gone8:retry ini5ee", 5)]
    public void A_refusal_says_when_to_come_back(string text, int minutes)
    {
        Assert.True(HttpAnnounceReply.TryRead(Encoding.ASCII.GetBytes(text), out var reply));

        Assert.Equal("gone", reply.Failure);
        Assert.Equal(minutes < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(minutes), reply.RetryIn);
    }

    [Fact]
    public void Peers_beyond_the_limit_are_not_read()
    {
        var peers = new byte[(TrackerLimits.MaxPeers + 5) * CompactPeers.SizeV4];
        byte[] bytes = [.. Encoding.ASCII.GetBytes($"d5:peers{peers.Length}:"), .. peers, (byte)'e'];

        Assert.True(HttpAnnounceReply.TryRead(bytes, out var reply));

        Assert.Equal(TrackerLimits.MaxPeers, reply.Peers.Count);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void What_our_tracker_writes_our_client_reads(bool isV4, bool isCompact)
    {
        IPEndPoint[] peers = isV4
            ? [IPEndPoint.Parse("10.0.0.1:6881"), IPEndPoint.Parse("1.2.3.4:1")]
            : [IPEndPoint.Parse("[2001:db8::1]:6881"), IPEndPoint.Parse("[fe80::2]:65535")];
        var compact = new byte[100];
        var length = 0;
        foreach (var peer in peers) length += CompactPeers.Write(peer, compact.AsSpan(length));
        var asker = peers[0].Address.GetAddressBytes();
        var output = new ArrayBufferWriter<byte>();

        HttpAnnounceReplyWriter.Write(
            output, TimeSpan.FromSeconds(1800), TimeSpan.FromSeconds(300), new ScrapeCounts(3, 4, 5), asker, compact.AsSpan(0, length), isCompact);

        Assert.True(HttpAnnounceReply.TryRead(output.WrittenSpan, out var reply));
        Assert.Equal(peers, reply.Peers);
        Assert.Equal((3, 5, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5)), (reply.Seeds, reply.Leechers, reply.Interval, reply.MinInterval));
        Assert.Equal(peers[0].Address, reply.ExternalAddress);
    }

    [Fact]
    public void A_scrape_goes_there_and_back()
    {
        var other = new InfoHash(new byte[20]);
        var url = HttpScrapeQuery.Write("http://t.test/scrape?k=1", [other, Hash]);
        Span<InfoHash> hashes = new InfoHash[4];
        Assert.True(HttpScrapeQuery.TryRead(Encoding.ASCII.GetBytes(url.Split('?')[1]), hashes, out var count, out _));
        Assert.Equal([other, Hash], hashes[..count].ToArray());

        var output = new ArrayBufferWriter<byte>();
        HttpScrapeReply.Write(output, hashes[..count], [new(1, 2, 3), new(4, 5, 6)]);
        Assert.True(HttpScrapeReply.TryRead(output.WrittenSpan, out var swarms, out var failure));

        Assert.Null(failure);
        Assert.Equal(new ScrapeCounts(1, 2, 3), swarms[other]);
        Assert.Equal(new ScrapeCounts(4, 5, 6), swarms[Hash]);
    }

    [Fact]
    public void Replies_cut_anywhere_are_no_replies()
    {
        byte[] bytes = [.. "d8:completei5e5:peersld2:ip8:10.0.0.14:porti6881eee8:retry in5:nevere"u8];
        Assert.True(HttpAnnounceReply.TryRead(bytes, out _));
        for (var cut = 0; cut < bytes.Length; cut++) Assert.False(HttpAnnounceReply.TryRead(bytes.AsSpan(0, cut), out _), $"cut at {cut}");
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(11);
        byte[] seed = [.. "d8:completei5e11:external ip4:abcd8:intervali900e5:peers6:abcdef8:retry in5:never5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei1eeee"u8];
        Span<InfoHash> hashes = new InfoHash[4];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = round % 2 == 0 ? new byte[random.Next(257)] : (byte[])seed.Clone();
            if (round % 2 == 0) random.NextBytes(bytes);
            else for (var i = 0; i < 3; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            HttpAnnounceReply.TryRead(bytes, out _);
            HttpScrapeReply.TryRead(bytes, out _, out _);
            HttpAnnounceQuery.TryRead(bytes, out _, out _);
            HttpScrapeQuery.TryRead(bytes, hashes, out _, out _);
        }
    }

    [Fact]
    public void A_deep_reply_is_refused() =>
        Assert.False(HttpAnnounceReply.TryRead(Encoding.ASCII.GetBytes("d1:x" + new string('l', 10_000)), out _));
}
