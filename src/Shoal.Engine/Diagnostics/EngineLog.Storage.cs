using Microsoft.Extensions.Logging;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Diagnostics;

// Storage and state: 2001 to 2999.
internal static partial class EngineLog
{
    [LoggerMessage(2001, LogLevel.Warning, "{Path} is {Length} bytes long, the torrent's is {Expected}: read as it is, never cut")]
    public static partial void FileLonger(this ILogger logger, string path, long length, long expected);

    [LoggerMessage(2002, LogLevel.Error, "Storage of {Name} stopped: {Message}")]
    public static partial void StorageFailed(this ILogger logger, string name, string message);

    [LoggerMessage(2005, LogLevel.Error, "Storage of {Name} has a bug")]
    public static partial void StorageBug(this ILogger logger, string name, Exception bug);

    [LoggerMessage(2003, LogLevel.Warning, "{Path} was not made a link to {Target}: something else is there, or links are not allowed")]
    public static partial void LinkNotMade(this ILogger logger, string path, string target);

    [LoggerMessage(2004, LogLevel.Warning, "{Path} was left where it is: it is not what the torrent put there")]
    public static partial void NotDeleted(this ILogger logger, string path);

    [LoggerMessage(2101, LogLevel.Information, "The journal's last {Length} bytes were being written when Shoal stopped: cut off")]
    public static partial void JournalTailCut(this ILogger logger, int length);

    [LoggerMessage(2102, LogLevel.Warning, "{Length} bytes of the journal at {Offset} are damaged or of a later version: kept in {Path}")]
    public static partial void JournalDamaged(this ILogger logger, int length, long offset, string path);

    [LoggerMessage(2103, LogLevel.Warning, "The journal could not be cut back after a failed write: {Message}")]
    public static partial void JournalNotCut(this ILogger logger, string message);

    [LoggerMessage(2104, LogLevel.Warning, "{InfoHash} ({Name}) is remembered, but its .torrent file is missing: add it again")]
    public static partial void TorrentFileMissing(this ILogger logger, InfoHash infoHash, string name);
}
