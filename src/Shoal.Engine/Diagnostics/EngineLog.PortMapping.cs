using System.Net;
using Microsoft.Extensions.Logging;

namespace Shoal.Engine.Diagnostics;

// Port mapping: 3201 to 3299.
internal static partial class EngineLog
{
    [LoggerMessage(3201, LogLevel.Debug, "No port was mapped by {Protocol} at {Gateway}: {Problem}")]
    public static partial void PortNotMapped(this ILogger logger, string protocol, IPAddress gateway, string problem);

    [LoggerMessage(3202, LogLevel.Information, "Gateway {Gateway} had forgotten its mappings")]
    public static partial void GatewayForgot(this ILogger logger, IPAddress gateway);
}
