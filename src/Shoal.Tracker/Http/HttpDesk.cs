using System.Buffers;
using System.Globalization;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Answers HTTP announces and scrapes (BEP 3, 7, 23, 24, 48). Any thread.</summary>
internal sealed class HttpDesk(TrackerDesk desk)
{
    private readonly TrackerCounters _counters = desk.NewCounters();

    /// <summary>Writes the body of the answer; returns the HTTP status.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="asker">Where it came from: 4 or 16 bytes.</param>
    /// <param name="body">Empty.</param>
    public int Answer(in HttpRequest request, ReadOnlySpan<byte> asker, ArrayBufferWriter<byte> body)
    {
        if (!request.IsGet) return Say(body, 405, "a tracker is asked with GET\n");
        if (request.Path.SequenceEqual("/announce"u8)) return Announce(request.Query, asker, body);
        if (request.Path.SequenceEqual("/scrape"u8)) return Scrape(request.Query, asker, body);
        if (request.Path.SequenceEqual("/stats"u8)) return Stats(body);
        return request.Path.SequenceEqual("/"u8)
            ? Say(body, 200, "A BitTorrent tracker. Announce at /announce, scrape at /scrape; /stats has numbers.\n")
            : Say(body, 404, "nothing here\n");
    }

    private int Announce(ReadOnlySpan<byte> query, ReadOnlySpan<byte> asker, ArrayBufferWriter<byte> body)
    {
        if (!HttpAnnounceQuery.TryRead(query, out var request, out var failure)) return Refuse(body, failure!);
        Span<byte> peers = stackalloc byte[TrackerOptions.NumWantLimit * CompactPeers.SizeV6];
        var counts = desk.Announce(request, asker, desk.Now, (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue), peers, out var length);
        HttpAnnounceReplyWriter.Write(
            body, desk.Options.Interval, desk.Options.MinInterval, counts, asker, peers[..length], request.IsCompact);
        _counters.CountAnnounceShared();
        return 200;
    }

    private int Scrape(ReadOnlySpan<byte> query, ReadOnlySpan<byte> asker, ArrayBufferWriter<byte> body)
    {
        var room = new InfoHash[TrackerLimits.MaxScrapeHashes];
        if (!HttpScrapeQuery.TryRead(query, room, out var count, out var failure)) return Refuse(body, failure!);
        if (count == 0) return Refuse(body, "a scrape of everything is not available; name info-hashes");
        // A dictionary has sorted keys, each once.
        var hashes = room.Take(count).Distinct().OrderBy(h => h.ToString(), StringComparer.Ordinal).ToArray();
        var (now, isV4) = (desk.Now, asker.Length == 4);
        HttpScrapeReply.Write(body, hashes, Array.ConvertAll(hashes, h => desk.Scrape(h, isV4, now)));
        _counters.CountScrapeShared();
        return 200;
    }

    private int Stats(ArrayBufferWriter<byte> body)
    {
        var s = desk.Snapshot();
        return Say(body, 200, string.Create(CultureInfo.InvariantCulture,
            $"swarms {s.Swarms}\npeers {s.Peers}\nconnects {s.Connects}\nannounces {s.Announces}\nscrapes {s.Scrapes}\nrefused {s.Refused}\nwrong-ids {s.WrongIds}\n"));
    }

    // Clients read a refusal only from an answer that is otherwise good (BEP 3).
    private int Refuse(ArrayBufferWriter<byte> body, string failure)
    {
        _counters.CountRefusedShared();
        HttpAnnounceReplyWriter.WriteFailure(body, failure);
        return 200;
    }

    private static int Say(ArrayBufferWriter<byte> body, int status, string text)
    {
        body.Advance(Encoding.UTF8.GetBytes(text, body.GetSpan(text.Length * 3)));
        return status;
    }
}
