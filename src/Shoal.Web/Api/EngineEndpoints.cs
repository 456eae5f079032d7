using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoal.Engine.Sessions;
using Shoal.Web.Access;
using Shoal.Web.Documents;
using Shoal.Web.Settings;
using Shoal.Web.Watching;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/statistics</c>, <c>/api/v1/settings</c>, <c>/health</c>.</summary>
internal static class EngineEndpoints
{
    public static void MapEngine(this IEndpointRouteBuilder routes)
    {
        var engine = routes.MapGroup("/api/v1").WithTags("Engine");
        engine.MapGet("/statistics", Statistics).WithSummary("Rates and totals.");
        engine.MapGet("/settings", (SettingsKeeper settings) => settings.Now).WithSummary("The settings in force.");
        engine.MapPut("/settings", Change).WithSummary("Replaces the settings.");
        routes.MapGet("/metrics", (PrometheusText metrics) => TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4"))
            .WithTags("Engine").WithSummary("Counters for Prometheus; needs the token.");
        routes.MapGet("/health", () => new HealthDocument("ok", WebServer.Version)).WithMetadata(OpenRoute.ToAll)
            .WithTags("Engine").WithSummary("Says that the daemon lives; needs no login.");
    }

    private static StatisticsDocument Statistics(ShoalEngine engine, SettingsKeeper settings, WatchFolder watch) =>
        StatisticsDocument.Of(engine.Torrents.Select(torrent => TorrentRow.Of(torrent.Snapshot())), engine.Limits, settings.IsAlternative) with { WatchFault = watch.Fault };

    private static Results<Ok<DaemonSettings>, BadRequest<Problem>> Change(DaemonSettings request, SettingsKeeper settings)
    {
        if (request.Fault() is { } fault) return Refusals.Refuse(fault);
        settings.Change(request);
        return TypedResults.Ok(settings.Now);
    }
}
