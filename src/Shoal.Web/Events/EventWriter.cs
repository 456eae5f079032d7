using System.Buffers;
using System.Text;
using System.Text.Json;
using Shoal.Web.Documents;

namespace Shoal.Web.Events;

/// <summary>Events in the format of HTML's event streams: <c>id</c>, <c>event</c>, one line of <c>data</c>, an empty line.</summary>
internal static class EventWriter
{
    /// <summary>Everything: what a new listener begins with.</summary>
    public static EventFrame Snapshot(string id, long sequence, IEnumerable<TorrentRow> rows, StatisticsDocument statistics, ReadOnlyMemory<byte> codes) =>
        new(sequence, Frame(id, "snapshot", json =>
        {
            json.WriteStartArray("torrents"u8);
            foreach (var row in rows) RowDelta.Write(json, null, row);
            json.WriteEndArray();
            Write(json, statistics);
            Write(json, codes);
        }));

    /// <summary>What changed: fields of torrents, torrents that are gone, and the codes when one of them changed.</summary>
    public static EventFrame Delta(
        string id, long sequence, IEnumerable<(TorrentRow? Before, TorrentRow Now)> changed, IReadOnlyList<string> removed, StatisticsDocument statistics,
        ReadOnlyMemory<byte> codes) =>
        new(sequence, Frame(id, "delta", json =>
        {
            json.WriteStartArray("torrents"u8);
            foreach (var (before, now) in changed) RowDelta.Write(json, before, now);
            json.WriteEndArray();
            if (removed.Count > 0)
            {
                json.WriteStartArray("removed"u8);
                foreach (var gone in removed) json.WriteStringValue(gone);
                json.WriteEndArray();
            }

            Write(json, statistics);
            Write(json, codes);
        }));

    // Codes are few: all of them are told when one changes.
    private static void Write(Utf8JsonWriter json, ReadOnlyMemory<byte> codes)
    {
        if (codes.IsEmpty) return;
        json.WritePropertyName("codes"u8);
        json.WriteRawValue(codes.Span, skipInputValidation: true);
    }

    private static void Write(Utf8JsonWriter json, StatisticsDocument statistics)
    {
        json.WritePropertyName("statistics"u8);
        JsonSerializer.Serialize(json, statistics, WebJson.Default.StatisticsDocument);
    }

    private static byte[] Frame(string id, string kind, Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(1_024);
        bytes.Write(Encoding.ASCII.GetBytes($"id: {id}\nevent: {kind}\ndata: "));
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        bytes.Write("\n\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
