using System.Text.Json;
using Shoal.Web.Documents;

namespace Shoal.Web.Events;

/// <summary>Writes what changed of a row and nothing else: a table of thousands costs little a second.</summary>
internal static class RowDelta
{
    /// <summary>An object with the id and each field that differs; an error that is gone is written as null.</summary>
    /// <param name="json">Takes the object.</param>
    /// <param name="before">Null: the whole row is new.</param>
    /// <param name="now">The row.</param>
    public static void Write(Utf8JsonWriter json, TorrentRow? before, TorrentRow now)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, now.Id);
        Write(json, "name"u8, before?.Name, now.Name);
        Write(json, "state"u8, before?.State, now.State);
        Write(json, "error"u8, before?.Error, now.Error);
        Write(json, "directory"u8, before?.Directory, now.Directory);
        Write(json, "size"u8, before?.Size, now.Size);
        Write(json, "wanted"u8, before?.Wanted, now.Wanted);
        Write(json, "done"u8, before?.Done, now.Done);
        Write(json, "checked"u8, before?.Checked, now.Checked);
        Write(json, "downRate"u8, before?.DownRate, now.DownRate);
        Write(json, "upRate"u8, before?.UpRate, now.UpRate);
        Write(json, "downloaded"u8, before?.Downloaded, now.Downloaded);
        Write(json, "uploaded"u8, before?.Uploaded, now.Uploaded);
        Write(json, "peers"u8, before?.Peers, now.Peers);
        Write(json, "seeds"u8, before?.Seeds, now.Seeds);
        Write(json, "queuePosition"u8, before?.QueuePosition, now.QueuePosition);
        Write(json, "isForced"u8, before?.IsForced, now.IsForced);
        Write(json, "labels"u8, before?.Labels, now.Labels);
        Write(json, "added"u8, before?.Added, now.Added);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? before, string? now)
    {
        if (before != now) json.WriteString(name, now);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? before, long now)
    {
        if (before != now) json.WriteNumber(name, now);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? before, bool now)
    {
        if (before != now) json.WriteBoolean(name, now);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? before, IReadOnlyList<string> now)
    {
        if (ReferenceEquals(before, now)) return;
        json.WriteStartArray(name);
        foreach (var word in now) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
