using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Answers HTTP announces and scrapes (BEP 3, 7, 23, 24, 48), right above Kestrel: no routing, no host.</summary>
internal sealed class HttpDesk(TrackerDesk desk) : IHttpApplication<IFeatureCollection>
{
    private readonly TrackerCounters _counters = desk.NewCounters();

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Nothing of ours lives that long.
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var body = new ArrayBufferWriter<byte>(512);
        var status = Answer(context.GetRequiredFeature<IHttpRequestFeature>(), context.GetRequiredFeature<IHttpConnectionFeature>(), body);
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentType = "text/plain";
        response.Headers.ContentLength = body.WrittenCount;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body.WrittenMemory).ConfigureAwait(false);
    }

    private int Answer(IHttpRequestFeature request, IHttpConnectionFeature connection, ArrayBufferWriter<byte> body)
    {
        if (request.Method != HttpMethods.Get) return Say(body, StatusCodes.Status405MethodNotAllowed, "a tracker is asked with GET\n");
        var target = request.RawTarget.AsSpan();
        var mark = target.IndexOf('?');
        var path = mark < 0 ? target : target[..mark];
        Span<byte> query = stackalloc byte[TrackerLimits.MaxQueryBytes];
        // Kestrel lets no target through that is longer than its request line or not ASCII.
        var length = mark < 0 || target.Length - mark > query.Length ? 0 : Encoding.ASCII.GetBytes(target[(mark + 1)..], query);
        query = query[..length];
        return path switch
        {
            "/announce" => Announce(query, AddressOf(connection), body),
            "/scrape" => Scrape(query, AddressOf(connection), body),
            "/stats" => Stats(body),
            "/" => Say(body, StatusCodes.Status200OK, "A BitTorrent tracker. Announce at /announce, scrape at /scrape; /stats has numbers.\n"),
            _ => Say(body, StatusCodes.Status404NotFound, "nothing here\n"),
        };
    }

    private int Announce(ReadOnlySpan<byte> query, byte[] asker, ArrayBufferWriter<byte> body)
    {
        if (!HttpAnnounceQuery.TryRead(query, out var request, out var failure)) return Refuse(body, failure!);
        Span<byte> peers = stackalloc byte[TrackerOptions.NumWantLimit * CompactPeers.SizeV6];
        var counts = desk.Announce(request, asker, desk.Now, (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue), peers, out var length);
        HttpAnnounceReplyWriter.Write(
            body, desk.Options.Interval, desk.Options.MinInterval, counts, asker, peers[..length], request.IsCompact);
        _counters.CountAnnounceShared();
        return StatusCodes.Status200OK;
    }

    private int Scrape(ReadOnlySpan<byte> query, byte[] asker, ArrayBufferWriter<byte> body)
    {
        var room = new InfoHash[TrackerLimits.MaxScrapeHashes];
        if (!HttpScrapeQuery.TryRead(query, room, out var count, out var failure)) return Refuse(body, failure!);
        if (count == 0) return Refuse(body, "a scrape of everything is not available; name info-hashes");
        // A dictionary has sorted keys, each once.
        var hashes = room.Take(count).Distinct().OrderBy(h => h.ToString(), StringComparer.Ordinal).ToArray();
        var now = desk.Now;
        HttpScrapeReply.Write(body, hashes, Array.ConvertAll(hashes, h => desk.Scrape(h, asker.Length == 4, now)));
        _counters.CountScrapeShared();
        return StatusCodes.Status200OK;
    }

    private int Stats(ArrayBufferWriter<byte> body)
    {
        var s = desk.Snapshot();
        return Say(body, StatusCodes.Status200OK, string.Create(CultureInfo.InvariantCulture,
            $"swarms {s.Swarms}\npeers {s.Peers}\nconnects {s.Connects}\nannounces {s.Announces}\nscrapes {s.Scrapes}\nrefused {s.Refused}\nwrong-ids {s.WrongIds}\n"));
    }

    // Clients read a refusal only from an answer that is otherwise good (BEP 3).
    private int Refuse(ArrayBufferWriter<byte> body, string failure)
    {
        _counters.CountRefusedShared();
        HttpAnnounceReplyWriter.WriteFailure(body, failure);
        return StatusCodes.Status200OK;
    }

    private static int Say(ArrayBufferWriter<byte> body, int status, string text)
    {
        body.Advance(Encoding.UTF8.GetBytes(text, body.GetSpan(text.Length * 3)));
        return status;
    }

    private static byte[] AddressOf(IHttpConnectionFeature connection)
    {
        var address = connection.RemoteIpAddress ?? IPAddress.None;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
    }
}
