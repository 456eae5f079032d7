using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shoal.Web.Access;

namespace Shoal.Web.Assets;

/// <summary>The web UI: files embedded at build time, found by name in a table. No path of a URL ever reaches the disk (threats row 7).</summary>
internal static class AssetEndpoints
{
    private const string Prefix = "ui/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".webmanifest"] = "application/manifest+json",
    }.ToFrozenDictionary();

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        var assembly = typeof(AssetEndpoints).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        foreach (var name in names)
        {
            var path = "/" + name[Prefix.Length..];
            routes.MapGet(path, context => SendAsync(context, assembly, name)).WithMetadata(OpenRoute.ToAll).ExcludeFromDescription();
        }

        if (names.Contains(Prefix + "index.html")) routes.MapGet("/", context => SendAsync(context, assembly, Prefix + "index.html")).WithMetadata(OpenRoute.ToAll).ExcludeFromDescription();
        else routes.MapGet("/", context => context.Response.WriteAsync(
            "This Shoal was built without its web UI: Node was missing. The commands and the API under /api/v1 work.\n")).WithMetadata(OpenRoute.ToAll).ExcludeFromDescription();
    }

    // Names of built files carry a hash of their content, so they may be kept for ever; the page itself is asked for each time.
    private static async Task SendAsync(HttpContext context, Assembly assembly, string name)
    {
        var stream = assembly.GetManifestResourceStream(name)!;
        await using (stream.ConfigureAwait(false))
        {
            context.Response.ContentType = Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");
            context.Response.ContentLength = stream.Length;
            context.Response.Headers.CacheControl = name.StartsWith(Prefix + "assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
            await stream.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
