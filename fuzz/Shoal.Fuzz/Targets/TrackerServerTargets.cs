using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Shoal.Core.Swarms;
using Shoal.Tracker;

namespace Shoal.Fuzz.Targets;

/// <summary>What our tracker reads: requests, what proxies and browsers say, and its own file (threats rows 37 and 39).</summary>
internal static class TrackerServerTargets
{
    private static readonly AddressSet Proxies = new([IPNetwork.Parse("192.0.2.0/24")]);
    private static readonly SwarmShards Swarms = new(new SwarmLimits { MaxPeers = 4_096, MaxSwarms = 1_024 });

    public static FuzzTarget[] All =>
    [
        new("http-request", () => Corpus.Texts(
            "GET /announce?a=%20&b HTTP/1.1\r\nHost: ::1:6969\r\nConnection: close\r\n\r\n",
            "GET /k/scrape HTTP/1.0\r\nX-Forwarded-For: 192.0.2.1, ::1\r\nContent-Length: 3\r\n\r\nabc", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), RunRequest)
        {
            Words = Corpus.Texts("\r\n\r\n", "\r\n", " HTTP/1.", "Connection: keep-alive", "X-Forwarded-For: ", "192.0.2.7", ":", "Content-Length: 0", "?", "Upgrade: websocket"),
            MaxInputBytes = HttpRequest.MaxHeadBytes + 16,
        },
        new("proxy-header", () => [.. Corpus.Texts("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n", "PROXY UNKNOWN\r\n", "PROXY TCP6 ::1 ::2 1 2\r\n"), Binary(0x11, 12), Binary(0x21, 36)], RunProxy)
        {
            Words = [.. Corpus.Texts("PROXY ", "TCP4", "TCP6", "UNKNOWN", "\r\n", " "), Binary(0x11, 12)],
        },
        new("web-message", () => Corpus.Texts(
            """{"action":"announce","info_hash":"aaaaaaaaaaaaaaaaaaaa","peer_id":"bbbbbbbbbbbbbbbbbbbb","event":"started","left":0,"offers":[{"offer":{"type":"offer","sdp":"v=0"},"offer_id":"abc"}]}""",
            """{"action":"announce","info_hash":"aaaaaaaaaaaaaaaaaaaa","peer_id":"bbbbbbbbbbbbbbbbbbbb","to_peer_id":"cccccccccccccccccccc","offer_id":"x","answer":{"sdp":""}}""",
            """{"action":"scrape","info_hash":["aaaaaaaaaaaaaaaaaaaa","\u00e9aaaaaaaaaaaaaaaaaaa"]}"""), RunWebMessage)
        {
            Words = Corpus.Texts("\"action\":\"announce\",", "\"action\":\"scrape\"", "\\u00e9", "\\ud800", "[", "{", "}", "]", "\"offers\":[", "\"answer\":{}", "null", "1e9"),
        },
        new("swarm-file", () => [Saved(), [.. Saved().SkipLast(5)]], RunSwarmFile) { MaxAllocatedBytes = 8 << 20 },
    ];

    private static byte[] Binary(byte family, byte length) => [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, family, 0, length, .. Enumerable.Range(1, length).Select(i => (byte)i)];

    private static int RunRequest(byte[] input)
    {
        var status = HttpRequest.TryRead(input, out var request, out var length);
        if (status != HttpRequestStatus.Complete) return (int)status;
        Promise.Holds(length <= Math.Min(input.Length, HttpRequest.MaxHeadBytes), "a head ends within its limit");
        Promise.Holds(!request.Method.IsEmpty, "a request has a method");
        var forwarded = request.Header("X-Forwarded-For"u8);
        var client = ClientAddress.Forwarded(forwarded, [192, 0, 2, 1], Proxies);
        Promise.Holds(client.Length is 4 or 16, "a client has an address");
        return HashCode.Combine(request.KeepsAlive, request.IsGet, request.Query.Length > 0, forwarded.Length > 0, client.Length, client[0]);
    }

    private static int RunProxy(byte[] input)
    {
        var status = ProxyHeader.TryRead(input, out var length, out var client);
        Promise.Holds(client is null or { Length: 4 or 16 }, "a client has an address");
        Promise.Holds(status != HttpRequestStatus.Complete || length <= Math.Min(input.Length, ProxyHeader.MaxBytes), "a header ends within its limit");
        Promise.Holds(status == HttpRequestStatus.Complete || client is null, "nobody is named by half a header");
        return HashCode.Combine(status, length, client?.Length);
    }

    private static int RunWebMessage(byte[] input)
    {
        if (WebMessage.TryRead(input) is not { } message) return 0;
        Promise.Holds(message.Offers.Count <= WebMessage.MaxOffers, "no more offers than the limit");
        Promise.Holds(message.IsScrape || message.Hashes.Count == 1, "an announce is about one torrent");
        // What is handed on raw must be JSON for whoever gets it.
        foreach (var (id, offer) in message.Offers) JsonDocument.Parse(WebReply.Offer(message.Hashes[0], message.PeerId, id, offer)).Dispose();
        if (message.Answer is { } answer) JsonDocument.Parse(WebReply.Answer(message.Hashes[0], message.PeerId, message.OfferId, answer)).Dispose();
        return HashCode.Combine(message.IsScrape, message.Hashes.Count, message.Offers.Count, message.Answer is null, message.Event, message.IsSeed);
    }

    private static byte[] Saved()
    {
        var swarm = new byte[33 + (2 * 7)];
        (swarm[0], swarm[21], swarm[25], swarm[29]) = (4, 5, 1, 1);
        for (var peer = 33; peer < swarm.Length; peer += 7) "\n\0\0\u0001\u001a\u00e1"u8[..6].CopyTo(swarm.AsSpan(peer));
        byte[] before = [.. "SHOALSW1"u8, .. new byte[32], .. swarm, 0];
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, SwarmFile.Crc(0, before));
        return [.. before, .. crc];
    }

    // A checksum keeps no forger out, so it is made good before the file is read.
    private static int RunSwarmFile(byte[] input)
    {
        if (input.Length >= 8) "SHOALSW1"u8.CopyTo(input);
        var isReal = input.Length >= 45;
        if (isReal) BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan(input.Length - 4), SwarmFile.Crc(0, input.AsSpan(0, input.Length - 4)));
        using var file = new MemoryStream(input);
        try
        {
            var head = SwarmFile.Check(file);
            Promise.Holds(isReal && head.Generation > TimeSpan.Zero, "a file has a head that makes sense");
            SwarmFile.Read(file, Swarms, age => age, TimeSpan.FromHours(1));
            return 1;
        }
        catch (InvalidDataException e)
        {
            return e.Message.Length;
        }
        finally
        {
            var counts = Swarms.Count();
            Promise.Holds(counts.Peers <= 2 * 2 * 4_096 && counts.Swarms <= 2 * 2 * 1_024, "bounds of memory hold");
        }
    }
}
