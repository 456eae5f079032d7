using System.Net;

namespace Shoal.Engine.Sessions;

/// <summary>A code to receive by, and where to look for its sender.</summary>
public sealed record ReceiveCode
{
    /// <summary>"4821-harbor-violet-tuna", or a link "…#r=4821&amp;k=…".</summary>
    public required string Code { get; init; }

    /// <summary>What the sender's screen calls us. Default the user's name on this machine.</summary>
    public string Name { get; init; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>Trackers where the two sides may meet. Default none.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Addresses where the sender may be. Default none.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];
}
