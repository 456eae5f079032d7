using Microsoft.Extensions.Logging;

namespace Shoal.Engine.Diagnostics;

// Storage and state: 2001 to 2999.
internal static partial class EngineLog
{
    [LoggerMessage(2001, LogLevel.Warning, "{Path} is {Length} bytes long, the torrent's is {Expected}: read as it is, never cut")]
    public static partial void FileLonger(this ILogger logger, string path, long length, long expected);

    [LoggerMessage(2002, LogLevel.Error, "Storage of {Name} stopped: {Message}")]
    public static partial void StorageFailed(this ILogger logger, string name, string message);
}
