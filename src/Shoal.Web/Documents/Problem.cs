using Microsoft.AspNetCore.Http;

namespace Shoal.Web.Documents;

/// <summary>Every refusal of the API, whatever its status.</summary>
/// <param name="Error">One line for people that says whose move it is.</param>
public sealed record Problem(string Error)
{
    internal static Task WriteAsync(HttpResponse response, string message) =>
        response.WriteAsJsonAsync(new Problem(message), WebJson.Default.Problem);
}
