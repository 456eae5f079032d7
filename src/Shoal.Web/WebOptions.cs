using System.Net;

namespace Shoal.Web;

/// <summary>How the web server runs. Immutable: derive with <c>with</c>.</summary>
public sealed record WebOptions
{
    /// <summary>The port of the web UI when nothing else is said.</summary>
    public const int DefaultPort = 5000;

    /// <summary>Where to answer; port 0 picks a free one. Default 127.0.0.1:5000. Other machines can only come in where a password is set.</summary>
    public IReadOnlyList<IPEndPoint> ListenOn { get; init; } = [new(IPAddress.Loopback, DefaultPort)];

    /// <summary>Names the server answers to besides localhost and literal addresses: a reverse proxy's. Default none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Where the UI lives behind a proxy, such as "/shoal"; empty for the root.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>Where browsers without Shoal come in while the user lets them and the daemon itself is on loopback; port 0 picks a free one.
    /// Default: every IPv4 address, port 5001.</summary>
    public IPEndPoint GuestsListenOn { get; init; } = new(IPAddress.Any, DefaultPort + 1);

    /// <summary>Where the token, the password and the settings are kept.</summary>
    public required string StateDirectory { get; init; }
}
