using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/torrents/{id}/files/{index}/content</c>: a file of a torrent, while it is downloaded too.</summary>
/// <remarks>The bytes are strangers'. They are told to be nothing that runs, and whoever opens them as a page gets one without an origin.</remarks>
internal static class ContentEndpoints
{
    private const string ContentPolicy = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    public static void MapContent(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/v1/torrents/{id}/files/{index:int}/content", [HttpMethods.Get, HttpMethods.Head], SendAsync).WithTags("Torrents")
            .WithSummary("A file, or a range of it. What is not here yet is waited for, and asked for first. With ?download=true browsers save it.");

    private static async Task<IResult> SendAsync(
        string id, int index, bool? download, ShoalEngine engine, IHostApplicationLifetime life, HttpContext context, CancellationToken cancel)
    {
        var torrent = InfoHash.TryParseHex(id, out var name) ? engine.Find(name) : null;
        if (torrent is null) return Refusals.NotHere("torrent");
        if (torrent.Metainfo is not { } metainfo) return Conflict("The torrent's metadata is still to come.");
        if (index < 0 || index >= metainfo.Files.Count || metainfo.Files[index] is not { IsPad: false, SymlinkTarget: null } file) return Refusals.NotHere("file");
        using var stopping = life.ApplicationStopping.Register(context.Abort);
        try
        {
            var stream = await torrent.OpenFileAsync(index, cancel).ConfigureAwait(false);
            SetHeaders(context, file, download ?? false);
            await TypedResults.Stream(stream, ContentTypes.Of(file.Path), entityTag: TagOf(torrent, file), enableRangeProcessing: true)
                .ExecuteAsync(context).ConfigureAwait(false);
            return Results.Empty;
        }
        catch (TorrentReadException refusal) when (!context.Response.HasStarted)
        {
            foreach (var header in new[] { HeaderNames.ContentLength, HeaderNames.ContentRange, HeaderNames.ContentDisposition, HeaderNames.ETag })
                context.Response.Headers.Remove(header);
            return Conflict(refusal.Message);
        }
        catch (TorrentReadException)
        {
            context.Abort();   // what was promised will not come: an answer cut short is the way to say so
            return Results.Empty;
        }
    }

    private static Conflict<Problem> Conflict(string why) => TypedResults.Conflict(new Problem(why));

    // The same torrent's file never changes; a v2 file is known by its own root.
    private static EntityTagHeaderValue TagOf(Torrent torrent, TorrentFile file) =>
        new($"\"{(file.Root is { } root ? root.ToString() : $"{torrent.InfoHashes.Primary}-{file.Index}")}\"");

    private static void SetHeaders(HttpContext context, TorrentFile file, bool download)
    {
        var headers = context.Response.Headers;
        var isShown = !download && ContentTypes.Of(file.Path) != ContentTypes.Unknown;
        var disposition = new ContentDispositionHeaderValue(isShown ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Path[(file.Path.LastIndexOf('/') + 1)..]);
        headers.ContentDisposition = disposition.ToString();
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.CacheControl = "private, no-cache";
        // A player that rests reads nothing for minutes; its window stands and costs nothing.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}
