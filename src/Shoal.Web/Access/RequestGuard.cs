using Microsoft.AspNetCore.Http;
using Shoal.Web.Documents;

namespace Shoal.Web.Access;

/// <summary>The door every request passes: right host, right origin, and somebody we know, unless the route is marked <see cref="OpenRoute"/>.</summary>
/// <remarks>
/// It stands behind routing and asks which route was found, never how its address was spelt: routing takes "/API" for "/api". The
/// order matters: a page of another site must not learn even whether its victim is logged in.
/// </remarks>
internal sealed class RequestGuard(AccessKeys keys, ApiTokens tokens, HostRules hosts, TimeProvider time)
{
    public const string CookieName = "shoal-pass";

    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context.Response.Headers);
        var refusal = Judge(context.Request, context.GetEndpoint());
        if (refusal is null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = refusal.Value.Status;
        if (refusal.Value.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        await Problem.WriteAsync(context.Response, refusal.Value.Message).ConfigureAwait(false);
    }

    private (int Status, string Message)? Judge(HttpRequest request, Endpoint? route)
    {
        if (!hosts.Allows(request.Host.Host))
            return (StatusCodes.Status421MisdirectedRequest, "This server does not go by that name; its owner can allow it with --host.");
        if (route is null) return null;   // nothing is there, whoever asks
        var open = route.Metadata.GetMetadata<OpenRoute>();
        if (open is not { ToOtherSites: true } && IsForeign(request)) return (StatusCodes.Status403Forbidden, "Another site's page may not use this API.");
        if (open is not null) return null;
        var caller = CallerOf(request);
        if (caller == Caller.Stranger) return (StatusCodes.Status401Unauthorized, "Log in first.");
        if (caller == Caller.Reader && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return (StatusCodes.Status403Forbidden, "This token may read and change nothing.");
        if (caller != Caller.Owner && route.Metadata.GetMetadata<OwnerRoute>() is not null) return (StatusCodes.Status403Forbidden, "This is for the owner alone; a token of a program may not.");
        return null;
    }

    private Caller CallerOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        const string Bearer = "Bearer ";
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            var token = authorization[Bearer.Length..].Trim();
            return keys.IsToken(token) ? Caller.Owner : tokens.Find(token);
        }

        return keys.IsPass(request.Cookies[CookieName], time.GetUtcNow()) ? Caller.Owner : Caller.Stranger;
    }

    // Browsers say where a request comes from; programs say neither, and have no cookies to be abused.
    private static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none")) return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !IsOwn(origin, request.Host);
    }

    // The scheme may differ behind a proxy that ends TLS.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
