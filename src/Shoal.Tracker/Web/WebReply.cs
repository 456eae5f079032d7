using System.Buffers;
using System.Text;
using System.Text.Json;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>What browser peers are told.</summary>
internal static class WebReply
{
    public static byte[] Announced(InfoHash hash, TimeSpan interval, ScrapeCounts counts) => Write(json =>
    {
        json.WriteString("action", "announce");
        json.WriteString("info_hash", Binary(hash.ToArray()));
        json.WriteNumber("interval", (int)interval.TotalSeconds);
        json.WriteNumber("complete", counts.Seeds);
        json.WriteNumber("incomplete", counts.Leechers);
    });

    public static byte[] Offer(InfoHash hash, PeerId from, string id, string offer) => Write(json => Signal(json, hash, from, id, "offer", offer));

    public static byte[] Answer(InfoHash hash, PeerId from, string id, string answer) => Write(json => Signal(json, hash, from, id, "answer", answer));

    public static byte[] Scraped(IEnumerable<(InfoHash Hash, ScrapeCounts Counts)> swarms) => Write(json =>
    {
        json.WriteString("action", "scrape");
        json.WriteStartObject("files");
        foreach (var (hash, counts) in swarms)
        {
            json.WriteStartObject(Binary(hash.ToArray()));
            json.WriteNumber("complete", counts.Seeds);
            json.WriteNumber("downloaded", counts.Downloads);
            json.WriteNumber("incomplete", counts.Leechers);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    public static byte[] Failure(string reason) => Write(json => json.WriteString("failure reason", reason));

    private static void Signal(Utf8JsonWriter json, InfoHash hash, PeerId from, string id, string kind, string body)
    {
        var peer = new byte[PeerId.Size];
        from.CopyTo(peer);
        json.WriteString("action", "announce");
        json.WriteString("info_hash", Binary(hash.ToArray()));
        json.WriteString("peer_id", Binary(peer));
        json.WriteString("offer_id", id);
        json.WritePropertyName(kind);
        json.WriteRawValue(body, skipInputValidation: true);   // read by the parser a moment ago
    }

    private static string Binary(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
