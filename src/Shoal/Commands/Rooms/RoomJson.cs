using System.Text.Json;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Rooms;

/// <summary>Members and files of rooms as JSON.</summary>
internal static class RoomJson
{
    /// <summary>Into an object that is open.</summary>
    public static void Write(Utf8JsonWriter json, RoomMemberSnapshot member)
    {
        json.WriteString("id", member.Id.ToString());
        json.WriteString("name", member.Name);
        json.WriteString("address", member.Address.ToString());
        json.WriteNumber("files", member.Files);
        json.WriteNumber("bytes", member.Bytes);
        json.WriteBoolean("isWhole", member.IsCatalogWhole);
    }

    /// <summary>As an object of its own.</summary>
    public static void WriteFile(Utf8JsonWriter json, RoomFileSnapshot file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteNumber("bytes", file.Length);
        json.WriteString("root", file.Root.ToString());
        json.WriteString("modified", file.Modified.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("holders");
        foreach (var holder in file.Holders) json.WriteStringValue(holder);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static string Document(Action<Utf8JsonWriter> fields)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
