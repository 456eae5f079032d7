using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoal.Web.Access;
using Shoal.Web.Documents;
using static Shoal.Web.Api.Refusals;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/tokens</c>: what programs show instead of the owner's own key.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/api/v1/tokens").WithTags("Access").WithMetadata(OwnerRoute.Mark);
        tokens.MapGet("/", (ApiTokens all) => new TokenList(all.All)).WithSummary("The tokens of programs, without their secrets.");
        tokens.MapPost("/", Create).WithSummary("Makes a token; its secret is in the answer and nowhere else.");
        tokens.MapDelete("/{id}", Revoke).WithSummary("Revokes a token: it opens nothing from now on.");
    }

    private static Results<Ok<NewToken>, BadRequest<Problem>> Create(TokenRequest request, HttpResponse response, ApiTokens tokens)
    {
        if (request.Name.Trim().Length is 0 or > ApiTokens.MaxName) return Refuse("Give the token a name, so that you know later what it is for.");
        if (request.Scope is not ("read" or "all")) return Refuse("The scope is 'read' or 'all'.");
        response.Headers.CacheControl = "no-store";
        return tokens.Create(request.Name.Trim(), request.Scope) is { } made ? TypedResults.Ok(made) : Refuse("There are too many tokens; revoke some first.");
    }

    private static Results<NoContent, NotFound<Problem>> Revoke(string id, ApiTokens tokens) => tokens.Revoke(id) ? TypedResults.NoContent() : NotHere("token");
}
