using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Shoal.Web.Api;

/// <summary><c>/api/v1/openapi.json</c>: the API for programs, made from its routes when it is first asked for.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    public static void MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/api/{documentName}/openapi.json");

    public static void Describe(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new OpenApiInfo
        {
            Title = "Shoal",
            Version = WebServer.Version,
            Description = "The daemon's API. Programs show a token: that of the state folder (web-token), or one made under /api/v1/tokens, as 'Authorization: Bearer'. "
                + "Every refusal is a JSON object whose 'error' is one line for people.",
        };
        document.Servers = [];   // wherever this was found
        return Task.CompletedTask;
    });
}
