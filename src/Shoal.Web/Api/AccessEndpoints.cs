using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoal.Web.Access;
using Shoal.Web.Documents;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/login</c> and its kin: who is who.</summary>
internal static class AccessEndpoints
{
    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        var access = routes.MapGroup("/api/v1").WithTags("Access");
        access.MapGet("/access", Show).WithMetadata(OpenRoute.ToPeople).WithSummary("Whether the asker is logged in, and how one can.");
        access.MapPost("/login", Login).WithMetadata(OpenRoute.ToPeople).WithSummary("Gives a browser a cookie for a password or the token of the daemon's link.");
        access.MapPost("/logout", Logout).WithSummary("Takes the cookie away.");
        access.MapPut("/password", SetPassword).WithMetadata(OwnerRoute.Mark).WithSummary("Sets the password that other machines need.");
    }

    private static AccessDocument Show(HttpRequest request, AccessKeys keys, TimeProvider time) =>
        new(keys.IsPass(request.Cookies[RequestGuard.CookieName], time.GetUtcNow()), keys.HasPassword);

    private static Results<NoContent, JsonHttpResult<Problem>> Login(LoginRequest request, HttpContext context, AccessKeys keys, LoginDesk desk)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!desk.Allows(address, out var wait))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Refuse(StatusCodes.Status429TooManyRequests, "Too many wrong tries from your address. Wait an hour, or open the link that the daemon printed on its own machine.");
        }

        var isRight = request.Token is { } token ? keys.IsToken(token) : request.Password is { } password && keys.IsPassword(password);
        desk.Tell(address, isRight);
        if (!isRight) return Refuse(StatusCodes.Status403Forbidden, keys.HasPassword ? "That is not it." : "No password is set yet; open the link that the daemon printed on its own machine.");
        context.Response.Cookies.Append(RequestGuard.CookieName, keys.CreatePass(desk.UtcNow), CookieFor(context.Request));
        return TypedResults.NoContent();
    }

    private static NoContent Logout(HttpContext context)
    {
        context.Response.Cookies.Delete(RequestGuard.CookieName, CookieFor(context.Request));
        return TypedResults.NoContent();
    }

    private static Results<NoContent, JsonHttpResult<Problem>> SetPassword(PasswordRequest request, AccessKeys keys)
    {
        if (request.Password.Length is < PasswordHash.MinLength or > PasswordHash.MaxLength)
            return Refuse(StatusCodes.Status400BadRequest, $"A password has {PasswordHash.MinLength} characters at least.");
        keys.SetPassword(request.Password);
        return TypedResults.NoContent();
    }

    private static CookieOptions CookieFor(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        MaxAge = BrowserPass.Lifetime,
        Path = request.PathBase.HasValue ? request.PathBase.Value : "/",
    };

    private static JsonHttpResult<Problem> Refuse(int status, string message) =>
        TypedResults.Json(new Problem(message), WebJson.Default.Problem, statusCode: status);
}
