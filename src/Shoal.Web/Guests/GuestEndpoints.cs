using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Shoal.Engine.Sessions;
using Shoal.Web.Access;
using Shoal.Web.Documents;

namespace Shoal.Web.Guests;

/// <summary><c>/get</c>: a receiver without Shoal. No login opens anything else here, and none is needed: the code is the key.</summary>
/// <remarks>The code comes in a form's body, never in an address; a link's secret stays behind the '#' until the page's script puts it into that form.</remarks>
internal static class GuestEndpoints
{
    public const string Root = "/get";

    /// <summary>Most bytes of the form.</summary>
    private const int MaxFormBytes = 4_096;

    private const string CookieName = "shoal-guest";

    public static void MapGuests(this IEndpointRouteBuilder routes, GuestDesk desk)
    {
        var guests = routes.MapGroup(Root).ExcludeFromDescription();
        guests.MapGet("/", context => PageAsync(context, StatusCodes.Status200OK, GuestPages.Enter(context.Request, null))).WithMetadata(OpenRoute.ToAll);
        guests.MapPost("/", context => EnterAsync(context, desk)).WithMetadata(OpenRoute.ToPeople);
        guests.MapGet("/get.css", context => AssetAsync(context, "get.css", "text/css; charset=utf-8")).WithMetadata(OpenRoute.ToAll);
        guests.MapGet("/get.js", context => AssetAsync(context, "get.js", "text/javascript; charset=utf-8")).WithMetadata(OpenRoute.ToAll);
        guests.MapGet("/{visit}", context => ShowAsync(context, desk)).WithMetadata(OpenRoute.ToAll);
        guests.MapGet("/{visit}/state", context => StateAsync(context, desk)).WithMetadata(OpenRoute.ToPeople);
        guests.MapGet("/{visit}/all/{**name}", context => ZipAsync(context, desk)).WithMetadata(OpenRoute.ToPeople);
        guests.MapMethods("/{visit}/{file:int}/{**name}", ["GET", "HEAD"], context => FileAsync(context, desk)).WithMetadata(OpenRoute.ToPeople);
    }

    private static async Task EnterAsync(HttpContext context, GuestDesk desk)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxFormBytes;
        var request = context.Request;
        var text = request.HasFormContentType ? (await request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))["code"].ToString() : "";
        try
        {
            var from = new IPEndPoint(context.Connection.RemoteIpAddress ?? IPAddress.None, context.Connection.RemotePort);
            var visit = desk.Enter(text, from, BrowserName.Of(request.Headers.UserAgent.ToString()));
            var path = $"{request.PathBase}{Root}/{visit.Id}";
            context.Response.Cookies.Append(CookieName, visit.Ticket, new CookieOptions { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Secure = request.IsHttps, Path = path });
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = path;
        }
        catch (GuestRefusedException refusal)
        {
            if (refusal.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await PageAsync(context, refusal.RetryAfter is null ? StatusCodes.Status403Forbidden : StatusCodes.Status429TooManyRequests, GuestPages.Enter(request, refusal.Message)).ConfigureAwait(false);
        }
    }

    private static async Task ShowAsync(HttpContext context, GuestDesk desk)
    {
        if (await FindAsync(context, desk).ConfigureAwait(false) is not { } visit) return;
        await PageAsync(context, StatusCodes.Status200OK, GuestPages.Show(context.Request, visit)).ConfigureAwait(false);
        if (visit.Guest.Manifest.Text is not null) visit.Guest.Settle();
    }

    private static async Task StateAsync(HttpContext context, GuestDesk desk)
    {
        if (await FindAsync(context, desk).ConfigureAwait(false) is not { } visit) return;
        context.Response.Headers.CacheControl = "no-store";
        var state = new GuestState(visit.Guest.DoneBytes, visit.Guest.Manifest.TotalBytes, visit.Guest.State == CodeReceiverState.Done);
        await context.Response.WriteAsJsonAsync(state, WebJson.Default.GuestState, cancellationToken: context.RequestAborted).ConfigureAwait(false);
    }

    private static Task FileAsync(HttpContext context, GuestDesk desk) => ServeAsync(context, desk, async (visit, _) =>
    {
        if (!int.TryParse(context.GetRouteValue("file") as string, CultureInfo.InvariantCulture, out var index) || (uint)index >= visit.Guest.Files.Count) throw new CodeException(GuestTexts.Gone);
        var file = visit.Guest.Files[index];
        var content = visit.Guest.Open(index);
        var tag = new EntityTagHeaderValue($"\"{visit.Offer}-{index}\"");   // a file that changes is not sent any more, so this names its bytes
        var result = TypedResults.Stream(content, "application/octet-stream", file.Path[(file.Path.LastIndexOf('/') + 1)..], entityTag: tag, enableRangeProcessing: true);
        await result.ExecuteAsync(context).ConfigureAwait(false);
    });

    private static Task ZipAsync(HttpContext context, GuestDesk desk) => ServeAsync(context, desk, (visit, cancel) =>
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(GuestPages.ZipName(visit.Guest));
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.AcceptRanges = "none";
        return GuestZip.WriteAsync(visit.Guest, context.Response.BodyWriter, cancel);
    });

    private static async Task ServeAsync(HttpContext context, GuestDesk desk, Func<GuestVisit, CancellationToken, Task> send)
    {
        if (await FindAsync(context, desk).ConfigureAwait(false) is not { } visit) return;
        // Whatever is sent is never a page of ours, even where somebody opens it in a tab.
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "no-store";
        var isWhole = false;
        visit.Begin();
        try
        {
            await send(visit, context.RequestAborted).ConfigureAwait(false);
            isWhole = !context.RequestAborted.IsCancellationRequested;
        }
        catch (CodeException refusal) when (!context.Response.HasStarted)
        {
            context.Response.Headers.Remove(HeaderNames.ContentDisposition);
            await PageAsync(context, StatusCodes.Status410Gone, GuestPages.Enter(context.Request, refusal.Message)).ConfigureAwait(false);
        }
        catch (Exception broken) when (context.Response.HasStarted && broken is CodeException or IOException or OperationCanceledException)
        {
            context.Abort();   // the browser must not take what it has for the whole
        }
        finally
        {
            visit.End(isWhole);
        }
    }

    private static async Task<GuestVisit?> FindAsync(HttpContext context, GuestDesk desk)
    {
        if (desk.Find(context.GetRouteValue("visit") as string ?? "", context.Request.Cookies[CookieName]) is { } visit)
        {
            visit.Touch();
            return visit;
        }

        await PageAsync(context, StatusCodes.Status403Forbidden, GuestPages.Enter(context.Request, GuestTexts.NotYours)).ConfigureAwait(false);
        return null;
    }

    private static Task PageAsync(HttpContext context, int status, string page)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "same-origin";   // "no-referrer" would make the form's origin "null"
        return response.WriteAsync(page, context.RequestAborted);
    }

    private static async Task AssetAsync(HttpContext context, string name, string type)
    {
        var stream = typeof(GuestEndpoints).Assembly.GetManifestResourceStream("guests/" + name)!;
        await using var ofStream = stream.ConfigureAwait(false);
        context.Response.ContentType = type;
        context.Response.ContentLength = stream.Length;
        context.Response.Headers.CacheControl = "no-cache";
        await stream.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
