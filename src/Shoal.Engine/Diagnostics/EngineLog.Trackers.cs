using Microsoft.Extensions.Logging;

namespace Shoal.Engine.Diagnostics;

// Trackers: 3001 to 3099.
internal static partial class EngineLog
{
    [LoggerMessage(3001, LogLevel.Debug, "Tracker {Tracker} failed: {Problem}")]
    public static partial void TrackerFailed(this ILogger logger, string tracker, string problem);
}
