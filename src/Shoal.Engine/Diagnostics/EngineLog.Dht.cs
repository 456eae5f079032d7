using Microsoft.Extensions.Logging;

namespace Shoal.Engine.Diagnostics;

// DHT: 3401 to 3499.
internal static partial class EngineLog
{
    [LoggerMessage(3401, LogLevel.Debug, "The DHT's saved nodes in {Path} cannot be used: {Problem}")]
    public static partial void DhtTableUnusable(this ILogger logger, string path, string problem);

    [LoggerMessage(3402, LogLevel.Debug, "DHT bootstrap node {Host} has no address: {Problem}")]
    public static partial void DhtBootstrapUnknown(this ILogger logger, string host, string problem);

    [LoggerMessage(3403, LogLevel.Debug, "DHT search for {InfoHash} asked {Asked}, had {Answered} answers, told {Stored}")]
    public static partial void DhtSearchEnded(this ILogger logger, string infoHash, int asked, int answered, int stored);

    [LoggerMessage(3404, LogLevel.Debug, "DHT node {Id} is now bound to {Address}")]
    public static partial void DhtIdChanged(this ILogger logger, string id, string address);
}
