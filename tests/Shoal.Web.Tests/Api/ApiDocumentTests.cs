using System.Text.Json;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Every_route_of_the_API_is_in_its_document_with_what_it_takes_and_gives()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var owner = daemon.Owner();
        using var document = JsonDocument.Parse(await owner.GetStringAsync("/api/v1/openapi.json"));
        var paths = document.RootElement.GetProperty("paths");
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");

        foreach (var (method, route) in daemon.Routes.Where(route => route.Path.StartsWith("/api/", StringComparison.Ordinal) || route.Path is "/health" or "/metrics"))
        {
            if (route.EndsWith("openapi.json", StringComparison.Ordinal)) continue;
            var path = paths.EnumerateObject().FirstOrDefault(one => Plain(one.Name) == Plain(route)).Value;
            Assert.True(path.ValueKind == JsonValueKind.Object && path.TryGetProperty(method, out _), $"{method} {route} is not in the document");
            var operation = path.GetProperty(method);
            Assert.True(operation.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 5, $"{method} {route} says nothing of itself");
            Assert.True(operation.GetProperty("responses").EnumerateObject().Any(), $"{method} {route} has no answer");
        }

        Assert.Contains(schemas.EnumerateObject(), schema => schema.Name == "TorrentRow");
        Assert.Equal("string", schemas.GetProperty("Problem").GetProperty("properties").GetProperty("error").GetProperty("type").GetString());
        Assert.StartsWith("3.", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    // {id} and {id:int} are one place; so are /torrents and /torrents/.
    private static string Plain(string path) => string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part.StartsWith('{') ? "{}" : part));
}
