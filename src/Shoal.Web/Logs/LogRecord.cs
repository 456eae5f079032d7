namespace Shoal.Web.Logs;

/// <summary>One line of the log.</summary>
public sealed record LogRecord
{
    /// <summary>Counts the lines of this run.</summary>
    public long Sequence { get; init; }
    public DateTimeOffset Time { get; init; }

    /// <summary>trace, debug, info, warning, error or critical.</summary>
    public required string Level { get; init; }

    /// <summary>Who says it.</summary>
    public required string Source { get; init; }

    /// <summary>Means the same message for ever.</summary>
    public int Event { get; init; }

    /// <summary>For people.</summary>
    public required string Message { get; init; }

    /// <summary>The parts of the message by name.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The fault behind it, where there is one.</summary>
    public string? Fault { get; init; }
}
