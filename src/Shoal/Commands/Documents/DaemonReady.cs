using Shoal.Engine.Sessions;
using Shoal.Web;

namespace Shoal.Commands.Documents;

/// <summary>What <c>daemon --json</c> says once it is up.</summary>
internal sealed record DaemonReady
{
    /// <summary>Opens the web UI on this machine; holds the token.</summary>
    public required string Link { get; init; }
    public required IReadOnlyList<string> Http { get; init; }
    public required IReadOnlyList<string> Listening { get; init; }

    public static DaemonReady Of(WebServer server, ShoalEngine engine) => new()
    {
        Link = server.Link.ToString(),
        Http = [.. server.Addresses.Select(address => address.ToString())],
        Listening = [.. engine.ListeningOn.Select(address => address.ToString())],
    };
}
