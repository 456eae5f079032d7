using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoal.Web.Documents;

namespace Shoal.Web.Logs;

/// <summary>The daemon's log: the last lines in memory for the API, and each as it comes on a writer, as text or as a line of JSON.</summary>
/// <param name="least">What is less important is nowhere.</param>
/// <param name="output">Takes the lines; null keeps them in memory alone.</param>
/// <param name="isJson">A JSON object a line instead of text.</param>
/// <param name="time">The clock of the lines.</param>
public sealed class DaemonLog(LogLevel least, TextWriter? output, bool isJson, TimeProvider time) : ILoggerFactory
{
    /// <summary>Lines kept for the API.</summary>
    public const int MaxRecords = 1_000;

    /// <summary>Longest line kept, in characters: names of strangers' torrents may be long.</summary>
    public const int MaxMessage = 2_000;

    private readonly Queue<LogRecord> _records = new();
    private readonly Lock _gate = new();
    private long _last;

    public ILogger CreateLogger(string categoryName) => new Source(this, categoryName);

    /// <summary>The last lines, oldest first.</summary>
    /// <param name="level">What is less important is left out.</param>
    /// <param name="after">Only lines after this number.</param>
    /// <param name="limit">At most so many, the newest.</param>
    public IReadOnlyList<LogRecord> Read(LogLevel level, long after, int limit)
    {
        lock (_gate) return [.. _records.Where(record => record.Sequence > after && LogLevels.Read(record.Level) >= level).TakeLast(limit)];
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It writes to one place.");

    public void Dispose() { }

    // The framework's own chatter tells of each request with its address; its warnings are enough.
    private bool IsEnabled(string source, LogLevel level) =>
        level != LogLevel.None && level >= least && (level >= LogLevel.Warning || !source.StartsWith("Microsoft.", StringComparison.Ordinal));

    private void Write(string source, LogLevel level, int id, string message, IReadOnlyDictionary<string, string> fields, Exception? fault)
    {
        lock (_gate)
        {
            var record = new LogRecord
            {
                Sequence = ++_last,
                Time = time.GetUtcNow(),
                Level = LogLevels.NameOf(level),
                Source = source,
                Event = id,
                Message = message.Length > MaxMessage ? message[..MaxMessage] + "…" : message,
                Fields = fields,
                Fault = fault?.ToString(),
            };
            _records.Enqueue(record);
            if (_records.Count > MaxRecords) _records.Dequeue();
            output?.WriteLine(isJson ? JsonSerializer.Serialize(record, WebJson.Default.LogRecord) : TextOf(record));
        }
    }

    private static string TextOf(LogRecord record) => string.Create(
        CultureInfo.InvariantCulture, $"{record.Time:yyyy-MM-dd HH:mm:ss.fff} {record.Level} {Core.Primitives.TerminalText.Escape(record.Message)}{(record.Fault is null ? "" : "\n" + record.Fault)}");

    private sealed class Source(DaemonLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(name, logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var message = formatter(state, exception);
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
            {
                if (key == "{OriginalFormat}") continue;
                var text = value?.ToString() ?? "";
                var shown = LogSecrets.Hide(text);
                if (shown != text) message = message.Replace(text, shown, StringComparison.Ordinal);
                fields[char.ToLowerInvariant(key[0]) + key[1..]] = shown;
            }

            log.Write(name, logLevel, eventId.Id, message, fields, exception);
        }
    }
}
