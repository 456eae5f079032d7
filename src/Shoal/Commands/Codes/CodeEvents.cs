using System.Text;
using System.Text.Json;

namespace Shoal.Commands.Codes;

/// <summary>Events of sending and receiving as JSON, one a line: <c>{"event":"code",…}</c>.</summary>
internal static class CodeEvents
{
    public static void Write(TextWriter output, string name, Action<Utf8JsonWriter> fields)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            fields(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    /// <summary>An enum's member as JSON spells it: camelCase.</summary>
    public static string Name(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);
}
