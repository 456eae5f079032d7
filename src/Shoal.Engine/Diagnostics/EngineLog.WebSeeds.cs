using Microsoft.Extensions.Logging;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Diagnostics;

// Web seeds: 3101 to 3199.
internal static partial class EngineLog
{
    [LoggerMessage(3301, LogLevel.Debug, "Web seed {Url} of {InfoHash}: {Problem}")]
    public static partial void WebSeedFailed(this ILogger logger, string url, InfoHashes infoHash, string problem);

    [LoggerMessage(3302, LogLevel.Information, "Web seed {Url} of {InfoHash} banned: {Reason}")]
    public static partial void WebSeedBanned(this ILogger logger, string url, InfoHashes infoHash, string reason);
}
