using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Shoal.Web.Documents;
using Shoal.Web.Logs;
using static Shoal.Web.Api.Refusals;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/logs</c>: the last lines of the daemon's log.</summary>
internal static class LogEndpoints
{
    public static void MapLogs(this IEndpointRouteBuilder routes, DaemonLog? log) =>
        routes.MapGet("/api/v1/logs", Results<Ok<LogList>, BadRequest<Problem>> (string? level, long? after, int? limit) => Read(log, level, after, limit)).WithTags("Engine")
            .WithSummary("The last lines of the log: ?level= leaves less important ones out, ?after= goes on behind a number, ?limit= takes the newest.");

    private static Results<Ok<LogList>, BadRequest<Problem>> Read(DaemonLog? log, string? level, long? after, int? limit)
    {
        var least = level is null ? LogLevel.Trace : LogLevels.Read(level);
        if (least == LogLevel.None) return Refuse("The level is trace, debug, info, warning, error or critical.");
        return TypedResults.Ok(new LogList(log?.Read(least, after ?? 0, Math.Clamp(limit ?? DaemonLog.MaxRecords, 1, DaemonLog.MaxRecords)) ?? []));
    }
}
