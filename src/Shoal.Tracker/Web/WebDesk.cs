using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Shoal.Tracker;

/// <summary>What a tracker shows of itself: the page, its numbers, the metrics; and the admin API.</summary>
internal sealed class WebDesk(TrackerDesk desk, Func<TrackerSnapshot> snapshot, LoadHistory history, AdminDesk admin)
{
    private const int TopCount = 20;
    private static readonly TimeSpan TopPeriod = TimeSpan.FromSeconds(4);

    // Nothing from elsewhere, nothing inline, in nobody's frame.
    private const string PageHeaders =
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
        + "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-cache\r\n";
    private const string DataHeaders = "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n";

    private readonly Lock _topGate = new();
    private TopSwarms _top = new(TopCount, isV4: null);
    private TimeSpan? _topAt;

    public HttpAnswer Answer(in HttpRequest request, ArrayBufferWriter<byte> body)
    {
        if (Is(request, "/api/overview") || !Starts(request, "/api/")) return request.IsGet ? Show(request, body) : Say(body, 405, "a tracker is asked with GET\n");
        return IsAdmin(request) ? admin.Answer(request, body) with { MoreHeaders = DataHeaders } : Say(body, 401, "the admin API wants \"Authorization: Bearer TOKEN\"\n");
    }

    private HttpAnswer Show(in HttpRequest request, ArrayBufferWriter<byte> body)
    {
        var access = desk.Options.Page;
        if (access == PageAccess.Off) return Is(request, "/") ? Say(body, 200, "A BitTorrent tracker.\n") : Say(body, 404, "nothing here\n");
        if (Is(request, "/")) return Embedded("index.html", "text/html; charset=utf-8", body);
        if (Is(request, "/page.css")) return Embedded("page.css", "text/css", body);
        if (Is(request, "/page.js")) return Embedded("page.js", "text/javascript", body);
        if (access == PageAccess.Token && !IsAdmin(request)) return Say(body, 401, "this tracker shows its numbers to its operator\n");
        if (Is(request, "/api/overview")) return Overview(request.Query, body);
        if (Is(request, "/metrics"))
        {
            Metrics.Write(body, snapshot(), desk);
            return new HttpAnswer(200, "text/plain; version=0.0.4; charset=utf-8", DataHeaders);
        }

        return Is(request, "/stats") ? Stats(body) : Say(body, 404, "nothing here\n");
    }

    private HttpAnswer Overview(ReadOnlySpan<byte> query, ArrayBufferWriter<byte> body)
    {
        var since = query.StartsWith("since="u8) && long.TryParse(query[6..], CultureInfo.InvariantCulture, out var number) ? number : 0;
        var (last, samples) = history.Since(since);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        WriteSnapshot(json, snapshot());
        json.WriteNumber("interval", (int)desk.Interval.TotalSeconds);
        json.WriteNumber("uptime", (long)desk.Now.TotalSeconds);
        json.WriteNumber("period", LoadHistory.Period.TotalSeconds);
        json.WriteNumber("last", last);
        json.WriteStartArray("samples");
        foreach (var sample in samples)
        {
            json.WriteStartArray();
            json.WriteNumberValue(sample.Swarms);
            json.WriteNumberValue(sample.Peers);
            foreach (var rate in (ReadOnlySpan<double>)[sample.Announces, sample.Scrapes, sample.Connects, sample.Refused]) json.WriteNumberValue(Math.Round(rate, 1));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        WriteTop(json);
        json.WriteEndObject();
        return new HttpAnswer(200, "application/json", DataHeaders);
    }

    public static void WriteSnapshot(Utf8JsonWriter json, TrackerSnapshot now)
    {
        json.WriteNumber("swarmsV4", now.SwarmsV4);
        json.WriteNumber("swarmsV6", now.SwarmsV6);
        json.WriteNumber("peersV4", now.PeersV4);
        json.WriteNumber("peersV6", now.PeersV6);
        json.WriteNumber("webPeers", now.WebPeers);
        json.WriteNumber("connects", now.Connects);
        json.WriteNumber("announces", now.Announces);
        json.WriteNumber("scrapes", now.Scrapes);
        json.WriteNumber("refused", now.Refused);
        json.WriteNumber("forbidden", now.Forbidden);
        json.WriteNumber("wrongIds", now.WrongIds);
    }

    // A walk over all swarms: at most one every few seconds, however many look. A private tracker names none.
    private void WriteTop(Utf8JsonWriter json)
    {
        IReadOnlyList<(Core.Primitives.InfoHash Hash, Core.Trackers.ScrapeCounts Counts)> largest;
        lock (_topGate)
        {
            if (_topAt is not { } at || desk.Now - at >= TopPeriod)
            {
                _top = new TopSwarms(TopCount, isV4: null);
                if (desk.Rules.Passkeys is null) desk.Swarms.Visit(_top);
                _topAt = desk.Now;
            }

            largest = _top.Largest();
        }

        json.WriteStartArray("top");
        foreach (var (hash, counts) in largest)
        {
            json.WriteStartObject();
            json.WriteString("hash", hash.ToString());
            json.WriteNumber("seeds", counts.Seeds);
            json.WriteNumber("leechers", counts.Leechers);
            json.WriteNumber("downloads", counts.Downloads);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private HttpAnswer Stats(ArrayBufferWriter<byte> body)
    {
        var s = snapshot();
        return Say(body, 200, string.Create(CultureInfo.InvariantCulture,
            $"swarms {s.Swarms}\npeers {s.Peers}\nconnects {s.Connects}\nannounces {s.Announces}\nscrapes {s.Scrapes}\nrefused {s.Refused}\nforbidden {s.Forbidden}\nwrong-ids {s.WrongIds}\n"));
    }

    private bool IsAdmin(in HttpRequest request)
    {
        var header = request.Header("Authorization"u8);
        if (desk.Options.AdminToken is not { } token || !header.StartsWith("Bearer "u8)) return false;
        // Hashes have one length, so the time taken tells nothing about the token.
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(header[7..]), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static HttpAnswer Embedded(string name, string type, ArrayBufferWriter<byte> body)
    {
        using var stream = typeof(WebDesk).Assembly.GetManifestResourceStream($"Page.{name}")!;
        var room = body.GetSpan((int)stream.Length);
        body.Advance(stream.ReadAtLeast(room[..(int)stream.Length], (int)stream.Length));
        return new HttpAnswer(200, type, PageHeaders);
    }

    private static bool Is(in HttpRequest request, string path) => Ascii.Equals(request.Path, path);
    private static bool Starts(in HttpRequest request, string path) => request.Path.Length >= path.Length && Ascii.Equals(request.Path[..path.Length], path);

    private static HttpAnswer Say(ArrayBufferWriter<byte> body, int status, string text)
    {
        body.Advance(Encoding.UTF8.GetBytes(text, body.GetSpan(text.Length * 3)));
        return new HttpAnswer(status, MoreHeaders: DataHeaders);
    }
}
