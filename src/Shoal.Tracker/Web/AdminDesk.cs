using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>The admin API: JSON, behind the token. Arguments are in the query, so no request has a body.</summary>
internal sealed class AdminDesk(TrackerDesk desk, Func<TrackerSnapshot> snapshot, TrackerControl control, BanList bans)
{
    public HttpAnswer Answer(in HttpRequest request, ArrayBufferWriter<byte> body)
    {
        var path = Encoding.ASCII.GetString(request.Path);
        var query = Encoding.ASCII.GetString(request.Query);
        return (Encoding.ASCII.GetString(request.Method), path) switch
        {
            ("GET", "/api/status") => Json(body, json => WebDesk.WriteSnapshot(json, snapshot())),
            ("GET", "/api/swarm") => Swarm(query, body),
            ("GET", "/api/bans") => Bans(body),
            ("POST", "/api/bans") => Ban(query, body, isLifted: false),
            ("DELETE", "/api/bans") => Ban(query, body, isLifted: true),
            ("POST", "/api/reload") => Done(body, control.Reload()),
            ("POST", "/api/save") => Done(body, control.Save()),
            _ => Fail(body, 404, "no such thing"),
        };
    }

    private HttpAnswer Swarm(string query, ArrayBufferWriter<byte> body)
    {
        if (!InfoHash.TryParseHex(Argument(query, "info_hash"), out var hash)) return Fail(body, 400, "info_hash is not 40 hexadecimal digits");
        var now = desk.Now;
        return Json(body, json =>
        {
            WriteCounts(json, "ipv4", desk.Scrape(hash, isV4: true, now));
            WriteCounts(json, "ipv6", desk.Scrape(hash, isV4: false, now));
            json.WriteBoolean("tracked", desk.Rules.Tracks(hash));
        });
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, ScrapeCounts counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("seeds", counts.Seeds);
        json.WriteNumber("leechers", counts.Leechers);
        json.WriteNumber("downloads", counts.Downloads);
        json.WriteEndObject();
    }

    private HttpAnswer Bans(ArrayBufferWriter<byte> body) => Json(body, json =>
    {
        WriteNetworks(json, "networks", bans.Networks);
        WriteNetworks(json, "listed", desk.Rules.BannedNetworks);
        json.WriteBoolean("kept", bans.IsKept);
    });

    private static void WriteNetworks(Utf8JsonWriter json, string name, IEnumerable<IPNetwork> networks)
    {
        json.WriteStartArray(name);
        foreach (var network in networks) json.WriteStringValue(network.ToString());
        json.WriteEndArray();
    }

    private HttpAnswer Ban(string query, ArrayBufferWriter<byte> body, bool isLifted)
    {
        if (!AddressSet.TryParse(Uri.UnescapeDataString(Argument(query, "network")), out var network)) return Fail(body, 400, "network is not an address or a network");
        return Done(body, isLifted ? bans.Lift(network) : bans.Ban(network));
    }

    private static string Argument(string query, string name) => query.Split('&')
        .Select(part => part.Split('=', 2)).Where(part => part[0] == name && part.Length == 2).Select(part => part[1]).LastOrDefault("");

    private static HttpAnswer Done(ArrayBufferWriter<byte> body, string? failure) =>
        failure is null ? Json(body, json => json.WriteBoolean("done", true)) : Fail(body, 400, failure);

    private static HttpAnswer Fail(ArrayBufferWriter<byte> body, int status, string reason) =>
        Json(body, json => json.WriteString("error", reason)) with { Status = status };

    private static HttpAnswer Json(ArrayBufferWriter<byte> body, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        return new HttpAnswer(200, "application/json");
    }
}
