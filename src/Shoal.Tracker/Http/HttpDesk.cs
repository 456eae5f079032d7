using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>Answers HTTP announces and scrapes (BEP 3, 7, 23, 24, 48), and leaves the rest to the <see cref="WebDesk"/>. Any thread.</summary>
internal sealed class HttpDesk(TrackerDesk desk, WebDesk web, WebSwarms webPeers)
{
    private readonly TrackerCounters _counters = desk.NewCounters();

    public WebSwarms WebPeers => webPeers;

    /// <summary>Time for the next request of a connection to be whole.</summary>
    public TimeSpan Patience => desk.Options.HttpPatience;

    public bool IsProxy(ReadOnlySpan<byte> address) => desk.Rules.Proxies.Contains(address);

    public byte[] Forwarded(ReadOnlySpan<byte> header, byte[] remote) => ClientAddress.Forwarded(header, remote, desk.Rules.Proxies);

    /// <summary>An announce or a scrape that takes microseconds to answer, from the asker itself.</summary>
    public bool IsQuick(in HttpRequest request, ReadOnlySpan<byte> asker) =>
        request.IsGet && !IsProxy(asker)
        && (request.Path.EndsWith("/announce"u8) || (request.Path.EndsWith("/scrape"u8) && !desk.Options.AllowFullScrape))
        && (!request.KeepsAlive || request.Header("Upgrade"u8).IsEmpty);

    /// <summary>Writes the body of the answer; returns its head.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="asker">Where it came from: 4 or 16 bytes.</param>
    /// <param name="body">Empty.</param>
    public HttpAnswer Answer(in HttpRequest request, ReadOnlySpan<byte> asker, ArrayBufferWriter<byte> body)
    {
        try
        {
            return Route(request, asker, body);
        }
#pragma warning disable CA1031 // a fault in one answer ends that answer, not the tracker
        catch (Exception e)
#pragma warning restore CA1031
        {
            desk.Log.AnswerFailed(e.ToString());
            body.ResetWrittenCount();
            return new HttpAnswer(500);
        }
    }

    private HttpAnswer Route(in HttpRequest request, ReadOnlySpan<byte> asker, ArrayBufferWriter<byte> body)
    {
        if (desk.IsBanned(asker)) return Forbid(body, Refusal.Banned);
        if (!request.IsGet) return web.Answer(request, body);
        // "/announce" or "/PASSKEY/announce"
        var passkey = Passkeys.InPath(request.Path);
        var path = passkey.IsEmpty ? request.Path : request.Path[(passkey.Length + 1)..];
        if (path.SequenceEqual("/announce"u8)) return Announce(request.Query, passkey, asker, body);
        if (path.SequenceEqual("/scrape"u8)) return Scrape(request.Query, passkey, asker, body);
        return web.Answer(request, body);
    }

    /// <summary>True when the request asks for a WebSocket (RFC 6455) and may have one.</summary>
    public bool TryUpgrade(in HttpRequest request, [NotNullWhen(true)] out string? accept)
    {
        accept = null;
        if (!request.IsGet || !desk.Options.AllowWebSockets || !Ascii.EqualsIgnoreCase(request.Header("Upgrade"u8), "websocket"u8)) return false;
        var key = request.Header("Sec-WebSocket-Key"u8);
        if (key.Length != 24) return false;
#pragma warning disable CA5350 // the handshake's own hash; no secret
        accept = Convert.ToBase64String(SHA1.HashData([.. key, .. "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8]));
#pragma warning restore CA5350
        return true;
    }

    private HttpAnswer Announce(ReadOnlySpan<byte> query, ReadOnlySpan<byte> passkey, ReadOnlySpan<byte> asker, ArrayBufferWriter<byte> body)
    {
        if (!HttpAnnounceQuery.TryRead(query, out var request, out var failure)) return Refuse(body, failure!);
        Span<byte> peers = stackalloc byte[TrackerOptions.NumWantLimit * CompactPeers.SizeV6];
        var random = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
        var refusal = desk.Announce(request, passkey, asker, desk.Now, random, peers, out var answer);
        if (refusal != Refusal.None) return Forbid(body, refusal);
        HttpAnnounceReplyWriter.Write(
            body, desk.NextInterval(random), desk.Options.MinInterval, answer.Counts, asker, peers[..answer.Length], request.IsCompact);
        _counters.CountAnnounceShared();
        return new HttpAnswer(200);
    }

    private HttpAnswer Scrape(ReadOnlySpan<byte> query, ReadOnlySpan<byte> passkey, ReadOnlySpan<byte> asker, ArrayBufferWriter<byte> body)
    {
        var room = new InfoHash[TrackerLimits.MaxScrapeHashes];
        if (!HttpScrapeQuery.TryRead(query, room, out var count, out var failure)) return Refuse(body, failure!);
        if (count == 0 && !desk.Options.AllowFullScrape) return Refuse(body, "a scrape of everything is not available; name info-hashes");
        var now = desk.Now;
        var refusal = desk.CheckScrape(count == 0 ? FullScrape.Cost : count, passkey, asker, now);
        if (refusal != Refusal.None) return Forbid(body, refusal);
        if (count == 0) FullScrape.Write(desk.Swarms, asker.Length == 4, body);
        else WriteCounts([.. room.Take(count).Distinct()], asker.Length == 4, now, body);
        _counters.CountScrapeShared();
        return new HttpAnswer(200);
    }

    // A dictionary has sorted keys, each once.
    private void WriteCounts(InfoHash[] hashes, bool isV4, TimeSpan now, ArrayBufferWriter<byte> body)
    {
        Array.Sort(hashes, static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        HttpScrapeReply.Write(body, hashes, Array.ConvertAll(hashes, h => desk.Scrape(h, isV4, now)));
    }

    // Clients read a refusal only from an answer that is otherwise good (BEP 3).
    private HttpAnswer Refuse(ArrayBufferWriter<byte> body, string failure)
    {
        _counters.CountRefusedShared();
        HttpAnnounceReplyWriter.WriteFailure(body, failure);
        return new HttpAnswer(200);
    }

    private HttpAnswer Forbid(ArrayBufferWriter<byte> body, Refusal refusal)
    {
        _counters.CountForbiddenShared();
        HttpAnnounceReplyWriter.WriteFailure(body, Encoding.ASCII.GetString(RefusalText.Of(refusal)));
        return new HttpAnswer(200);
    }
}
