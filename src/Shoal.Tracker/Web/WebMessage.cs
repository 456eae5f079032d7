using System.Text.Json;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>What a browser peer says over its WebSocket: WebTorrent's form of announce and scrape, JSON in which binary strings are one character a byte.</summary>
internal sealed class WebMessage
{
    public const int MaxOffers = 20;
    private const int MaxHashes = TrackerLimits.MaxScrapeHashes;

    public bool IsScrape { get; private init; }
    public IReadOnlyList<InfoHash> Hashes { get; private init; } = [];
    public PeerId PeerId { get; private init; }
    public AnnounceEvent Event { get; private init; }
    public bool IsSeed { get; private init; }

    /// <summary>Offers to hand out, each with its id: raw JSON.</summary>
    public IReadOnlyList<(string Id, string Offer)> Offers { get; private init; } = [];

    /// <summary>An answer to hand on, raw JSON; null when this is no answer.</summary>
    public string? Answer { get; private init; }
    public string OfferId { get; private init; } = "";
    public PeerId ToPeer { get; private init; }

    /// <summary>Reads a message; null when it is none. Never throws.</summary>
    public static WebMessage? TryRead(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 8 });
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? Read(root) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;   // no JSON, or text that is no text
        }
    }

    private static WebMessage? Read(JsonElement root)
    {
        var action = Text(root, "action");
        if (action == "scrape") return new WebMessage { IsScrape = true, Hashes = ReadHashes(root) };
        if (action != "announce" || !TryTwenty(root, "info_hash", out var hash) || !TryTwenty(root, "peer_id", out var peer)) return null;
        var isAnswer = root.TryGetProperty("answer", out var answer) && answer.ValueKind == JsonValueKind.Object;
        var to = default(byte[]);
        if (isAnswer && !TryTwenty(root, "to_peer_id", out to)) return null;
        return new WebMessage
        {
            Hashes = [new InfoHash(hash)],
            PeerId = new PeerId(peer),
            Event = Text(root, "event") switch
            {
                "started" => AnnounceEvent.Started,
                "stopped" => AnnounceEvent.Stopped,
                "completed" => AnnounceEvent.Completed,
                _ => AnnounceEvent.None,
            },
            IsSeed = root.TryGetProperty("left", out var left) && left.ValueKind == JsonValueKind.Number && left.TryGetInt64(out var bytes) && bytes == 0,
            Offers = isAnswer ? [] : ReadOffers(root),
            Answer = isAnswer ? answer.GetRawText() : null,
            OfferId = Text(root, "offer_id") ?? "",
            ToPeer = to is null ? default : new PeerId(to),
        };
    }

    private static List<(string Id, string Offer)> ReadOffers(JsonElement root)
    {
        var offers = new List<(string, string)>();
        if (!root.TryGetProperty("offers", out var list) || list.ValueKind != JsonValueKind.Array) return offers;
        foreach (var item in list.EnumerateArray().Take(MaxOffers))
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("offer", out var offer) && offer.ValueKind == JsonValueKind.Object && Text(item, "offer_id") is { } id)
                offers.Add((id, offer.GetRawText()));
        }

        return offers;
    }

    // One hash, or a list of them.
    private static List<InfoHash> ReadHashes(JsonElement root)
    {
        var hashes = new List<InfoHash>();
        if (!root.TryGetProperty("info_hash", out var value)) return hashes;
        if (TryTwenty(root, "info_hash", out var one)) hashes.Add(new InfoHash(one));
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray().Take(MaxHashes))
            {
                if (item.ValueKind == JsonValueKind.String && TryBytes(item.GetString()!, out var bytes)) hashes.Add(new InfoHash(bytes));
            }
        }

        return hashes;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryTwenty(JsonElement element, string name, out byte[] bytes)
    {
        bytes = [];
        return Text(element, name) is { } text && TryBytes(text, out bytes);
    }

    private static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length != InfoHash.Size || text.Any(c => c > byte.MaxValue)) return false;
        bytes = [.. text.Select(c => (byte)c)];
        return true;
    }
}
