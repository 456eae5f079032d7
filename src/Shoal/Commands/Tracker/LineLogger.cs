using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoal.Core.Primitives;

namespace Shoal.Commands;

/// <summary>Writes log messages a line each: for people, or as JSON with the fields of the message.</summary>
internal sealed class LineLogger(TextWriter output, bool isJson, TimeProvider time) : ILogger
{
    private readonly Lock _gate = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var text = formatter(state, exception);
        var line = isJson ? Json(now, logLevel, eventId, text, state) : $"{now} {logLevel} {TerminalText.Escape(text)}";
        lock (_gate) output.WriteLine(line);
    }

    private static string Json<TState>(string now, LogLevel level, EventId id, string text, TState state)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", now);
            json.WriteString("level", level.ToString());
            json.WriteNumber("event", id.Id);
            json.WriteString("message", text);
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                if (name != "{OriginalFormat}") json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
