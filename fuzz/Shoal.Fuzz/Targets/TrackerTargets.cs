using System.Buffers;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Fuzz.Targets;

internal static class TrackerTargets
{
    private static readonly AnnounceRequest Announce = new() { PeerId = new PeerId("-SH0100-bbbbbbbbbbbb"u8), Port = 6881, NumWant = 50, Left = 5 };

    public static FuzzTarget[] All =>
    [
        new("http-query", () => [Query(HttpAnnounceQuery.Write("http://t/a", Announce)), Query(HttpScrapeQuery.Write("http://t/scrape", [default, default]))], RunQuery)
        {
            Words = [.. new[] { "info_hash=", "peer_id=", "port=", "&", "=", "%", "%0", "%ff", "numwant=", "left=-1", "event=stopped", "compact=0" }.Select(Corpus.Latin)],
        },
        new("http-reply", () =>
        [
            Corpus.Latin("d8:completei1e10:incompletei2e8:intervali1800e5:peers12:abcdefghijkl6:peers618:0123456789abcdefghe"),
            Corpus.Latin("d8:intervali60e12:min intervali30e5:peersld2:ip7:1.2.3.44:porti80eee10:tracker id3:abce"),
            Corpus.Latin("d14:failure reason4:nope8:retry in1:5e"), Corpus.Latin("d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei1e10:downloadedi2e10:incompletei3eeee"),
        ], RunReply) { Words = BencodeTargets.Words },
        new("udp", () => [UdpRequest(), new byte[16], [0, 0, 0, 1, .. new byte[24]], [0, 0, 0, 2, .. new byte[24]], [0, 0, 0, 3, .. "1234sorry"u8]], RunUdp)
        {
            MaxInputBytes = TrackerLimits.MaxDatagramBytes,
        },
        new("resp", () => Corpus.Texts("+OK\r\n", "-MOVED 1 a:2\r\n", ":-12\r\n", "$3\r\nabc\r\n", "*3\r\n$1\r\nx\r\n:5\r\n$-1\r\n"), RunResp),
        new("tracker-url", () => Corpus.Texts("http://t.example:80/announce?k=v", "udp://[::1]:6969/a", "https://t.example/x/announce.php"), RunUrl)
        {
            MaxInputBytes = 2_048,
        },
    ];

    private static byte[] Query(string url) => Encoding.Latin1.GetBytes(url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..]);

    private static byte[] UdpRequest()
    {
        var datagram = new byte[TrackerLimits.MaxDatagramBytes];
        return datagram[..UdpAnnounce.WriteRequest(datagram, UdpRequestHead.Magic, 7, Announce, "/announce?a=b"u8)];
    }

    private static int RunQuery(byte[] input)
    {
        var announced = HttpAnnounceQuery.TryRead(input, out var request, out var failure);
        Promise.Holds(announced == (failure is null), "a failure has its reason");
        if (announced)
        {
            Promise.Holds(request.Port is >= 0 and < 65_536 && request.NumWant >= -1, "numbers are in their bounds");
            Promise.Holds(HttpAnnounceQuery.TryRead(Query(HttpAnnounceQuery.Write("http://t/", request)), out var again, out _), "what was written reads back");
            Promise.Holds((again.InfoHash, again.PeerId, again.Port, again.Left) == (request.InfoHash, request.PeerId, request.Port, request.Left), "and says the same");
        }

        var hashes = new InfoHash[8];
        var scraped = HttpScrapeQuery.TryRead(input, hashes, out var count, out var reason);
        Promise.Holds(count <= hashes.Length, "no more hashes than there is room for");
        return HashCode.Combine(failure, reason, scraped, count, announced, announced ? request.Event : default);
    }

    private static int RunResp(byte[] input)
    {
        var isGood = RespReader.TryRead(input, out var reply, out var length);
        Promise.Holds(length <= input.Length && (reply is null) == (length == 0), "a reply has its length");
        return HashCode.Combine(isGood, reply?.Kind, reply?.Number, reply?.Items.Count);
    }

    private static int RunReply(byte[] input)
    {
        var announced = HttpAnnounceReply.TryRead(input, out var reply);
        Promise.Holds(!announced || reply.Peers.Count <= 4 * TrackerLimits.MaxPeers, "no more peers than the limit");
        var scraped = HttpScrapeReply.TryRead(input, out var swarms, out var failure);
        return HashCode.Combine(announced, announced ? Math.Min(reply.Peers.Count, 5) : -1, scraped, swarms?.Count, failure is null);
    }

    private static int RunUdp(byte[] input)
    {
        var outcome = default(HashCode);
        outcome.Add(UdpRequestHead.TryRead(input, out var head) ? (int)head.Action : -1);
        outcome.Add(UdpAnnounce.TryReadRequest(input, out _));
        Span<byte> urlData = stackalloc byte[256];
        outcome.Add(UdpOptions.TryReadUrlData(input.AsSpan(Math.Min(input.Length, UdpAnnounce.RequestSize)), urlData, out var written) ? written : -1);
        outcome.Add(UdpReplyHead.TryRead(input, out var reply) ? (int)reply.Action : -1);
        outcome.Add(UdpConnect.TryReadReply(input, out _));
        foreach (var isIPv6 in new[] { false, true }) outcome.Add(UdpAnnounce.TryReadReply(input, isIPv6, out var announce) ? announce.Peers.Count : -1);
        var hashes = Math.Min(UdpScrape.HashCount(input), 100);
        for (var i = 0; i < hashes; i++) UdpScrape.HashAt(input, i);
        for (var i = 0; i < 5; i++) outcome.Add(UdpScrape.TryReadCounts(input, i, out _));
        if (input.Length >= UdpReplyHead.Size) outcome.Add(UdpError.ReadText(input).Length);
        return outcome.ToHashCode();
    }

    private static int RunUrl(byte[] input)
    {
        if (!TrackerUrl.TryParse(Encoding.UTF8.GetString(input), out var url)) return 0;
        return url.ToString()!.Length % 16 + 1;
    }
}
