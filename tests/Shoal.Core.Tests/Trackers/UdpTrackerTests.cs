using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Trackers;

public class UdpTrackerTests
{
    private static readonly InfoHash Hash = new([.. Enumerable.Range(1, 20).Select(i => (byte)i)]);
    private static readonly PeerId Peer = new("-SH0100-abcdefghijkl"u8);

    [Fact]
    public void A_connect_has_the_bytes_of_BEP_15()
    {
        var request = new byte[UdpConnect.RequestSize];
        UdpConnect.WriteRequest(request, 0x01020304);
        Assert.Equal("00000417271019800000000001020304", Convert.ToHexString(request));

        var reply = new byte[UdpConnect.ReplySize];
        UdpConnect.WriteReply(reply, 0x01020304, 0x1122334455667788);
        Assert.Equal("00000000010203041122334455667788", Convert.ToHexString(reply));
        Assert.True(UdpConnect.TryReadReply(reply, out var id) && id == 0x1122334455667788);
    }

    [Fact]
    public void An_announce_has_the_bytes_of_BEP_15_and_41()
    {
        var request = new AnnounceRequest
        {
            InfoHash = Hash, PeerId = Peer, Downloaded = 1, Left = 2, Uploaded = 3, Event = AnnounceEvent.Started, Key = 0xCAFE, NumWant = -1, Port = 6881,
        };
        var datagram = new byte[TrackerLimits.MaxDatagramBytes];
        var length = UdpAnnounce.WriteRequest(datagram, 0x1122334455667788, 0x99, request, "/a?b"u8);

        Assert.Equal(
            "11223344556677880000000100000099" + "0102030405060708090A0B0C0D0E0F1011121314" + Convert.ToHexString("-SH0100-abcdefghijkl"u8)
            + "000000000000000100000000000000020000000000000003" + "00000002" + "00000000" + "0000CAFE" + "FFFFFFFF" + "1AE1" + "02042F613F62",
            Convert.ToHexString(datagram.AsSpan(0, length)));
        Assert.True(UdpAnnounce.TryReadRequest(datagram.AsSpan(0, length), out var read));
        Assert.Equal(request, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(600)]
    public void Url_data_of_any_length_goes_there_and_back(int length)
    {
        var path = Enumerable.Repeat((byte)'x', length).ToArray();
        var options = new byte[700];
        var written = UdpOptions.WriteUrlData(options, path);
        var read = new byte[700];

        Assert.True(UdpOptions.TryReadUrlData([1, 1, 9, 2, 0, 0, .. options.AsSpan(0, written)], read, out var readLength));

        Assert.Equal(path, read[..readLength]);
    }

    [Fact]
    public void Options_that_are_cut_are_refused_and_the_end_ends()
    {
        var read = new byte[16];
        Assert.False(UdpOptions.TryReadUrlData([2], read, out _));
        Assert.False(UdpOptions.TryReadUrlData([2, 3, 1, 2], read, out _));
        Assert.False(UdpOptions.TryReadUrlData([2, 17, .. new byte[17]], read, out _));
        Assert.True(UdpOptions.TryReadUrlData([0, 2, 9], read, out var length) && length == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Announce_replies_are_read_by_the_family_of_the_socket(bool isIPv6)
    {
        var reply = new byte[100];
        UdpAnnounce.WriteReplyHead(reply, 7, TimeSpan.FromMinutes(30), 11, 22);
        var peer = IPEndPoint.Parse(isIPv6 ? "[2001:db8::1]:6881" : "1.2.3.4:6881");
        var length = UdpAnnounce.ReplyHeadSize + CompactPeers.Write(peer, reply.AsSpan(UdpAnnounce.ReplyHeadSize));

        Assert.True(UdpAnnounce.TryReadReply(reply.AsSpan(0, length), isIPv6, out var read));

        Assert.Equal((TimeSpan.FromMinutes(30), 11, 22), (read.Interval, read.Leechers, read.Seeds));
        Assert.Equal([peer], read.Peers);
    }

    [Fact]
    public void A_scrape_goes_there_and_back()
    {
        InfoHash[] hashes = [.. Enumerable.Range(0, 80).Select(i => new InfoHash([.. Enumerable.Repeat((byte)i, 20)]))];
        var request = new byte[2000];
        var length = UdpScrape.WriteRequest(request, 1, 2, hashes);
        var datagram = request.AsSpan(0, length);

        Assert.Equal(TrackerLimits.MaxScrapeHashes, UdpScrape.HashCount(datagram));
        Assert.Equal(hashes[73], UdpScrape.HashAt(datagram, 73));

        var reply = new byte[UdpReplyHead.Size + UdpScrape.CountsSize];
        UdpScrape.WriteCounts(reply, 0, new ScrapeCounts(1, 2, 3));
        Assert.Equal("000000010000000200000003", Convert.ToHexString(reply.AsSpan(UdpReplyHead.Size)));
        Assert.True(UdpScrape.TryReadCounts(reply, 0, out var counts) && counts == new ScrapeCounts(1, 2, 3));
        Assert.False(UdpScrape.TryReadCounts(reply, 1, out _));
        Assert.False(UdpScrape.TryReadCounts(reply, -1, out _));
        Assert.False(UdpScrape.TryReadCounts(reply, int.MaxValue, out _));
    }

    [Fact]
    public void An_error_is_text()
    {
        var datagram = new byte[32];
        var length = UdpError.Write(datagram, 5, "no\x1b"u8);
        Assert.True(UdpReplyHead.TryRead(datagram, out var head) && head == new UdpReplyHead(UdpAction.Error, 5));
        Assert.Equal(@"no\x1b", UdpError.ReadText(datagram.AsSpan(0, length)));
        Assert.Equal("refused", UdpError.ReadText(datagram.AsSpan(0, UdpReplyHead.Size)));
    }

    [Fact]
    public void Every_length_of_random_bytes_is_read_without_a_throw()
    {
        var random = new Random(13);
        var room = new byte[64];
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(length >= UdpRequestHead.Size, UdpRequestHead.TryRead(bytes, out _));
            Assert.Equal(length >= UdpReplyHead.Size, UdpReplyHead.TryRead(bytes, out _));
            Assert.Equal(length >= UdpAnnounce.RequestSize, UdpAnnounce.TryReadRequest(bytes, out _));
            Assert.Equal(length >= UdpAnnounce.ReplyHeadSize, UdpAnnounce.TryReadReply(bytes, length % 2 == 0, out _));
            Assert.Equal(length >= UdpConnect.ReplySize, UdpConnect.TryReadReply(bytes, out _));
            Assert.InRange(UdpScrape.HashCount(bytes), 0, 12);
            UdpOptions.TryReadUrlData(bytes, room, out _);
            UdpError.ReadText(bytes);
        }
    }
}
