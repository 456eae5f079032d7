using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Shoal.Web.Events;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/events</c>: a snapshot, then what changes, as server-sent events.</summary>
internal static class EventEndpoints
{
    /// <summary>A comment goes out when there was no event for so long: proxies close what is silent.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/events", (HttpContext context, EventHub hub, IHostApplicationLifetime life, TimeProvider time) => StreamAsync(context, hub, life, time)).WithTags("Events")
            .WithSummary("Server-sent events: 'snapshot' with everything, then 'delta' once a second with what changed. Last-Event-ID goes on.");

    private static async Task StreamAsync(HttpContext context, EventHub hub, IHostApplicationLifetime life, TimeProvider time)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        var position = hub.PositionOf(context.Request.Headers["Last-Event-ID"].ToString());
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        hub.Enter();
        try
        {
            await StreamAsync(response, hub, position, time, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader left, or we stop.
        }
        finally
        {
            hub.Leave();
        }
    }

    private static async Task StreamAsync(HttpResponse response, EventHub hub, long position, TimeProvider time, CancellationToken cancel)
    {
        var frames = new List<EventFrame>();
        while (true)
        {
            frames.Clear();
            var more = hub.Read(ref position, frames);
            foreach (var frame in frames) await response.Body.WriteAsync(frame.Bytes, cancel).ConfigureAwait(false);
            await response.Body.FlushAsync(cancel).ConfigureAwait(false);
            while (!await IsDoneAsync(more, time, cancel).ConfigureAwait(false))
            {
                await response.Body.WriteAsync(": still here\n\n"u8.ToArray(), cancel).ConfigureAwait(false);
                await response.Body.FlushAsync(cancel).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> IsDoneAsync(Task more, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            await more.WaitAsync(KeepAlive, time, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
