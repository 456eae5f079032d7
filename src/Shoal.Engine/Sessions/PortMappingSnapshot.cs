using System.Net;

namespace Shoal.Engine.Sessions;

/// <summary>How the gateway of one family stands (PCP, NAT-PMP, UPnP).</summary>
public sealed record PortMappingSnapshot
{
    /// <summary>The router asked; null when none is known, or nothing of ours listens behind it.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>What it was asked in: "PCP", "NAT-PMP", "UPnP"; null when nothing is mapped.</summary>
    public string? Protocol { get; init; }

    /// <summary>Its address outside; null when it does not say.</summary>
    public IPAddress? ExternalAddress { get; init; }

    /// <summary>What is let through.</summary>
    public IReadOnlyList<MappedPort> Mappings { get; init; } = [];

    /// <summary>What went wrong, a line each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
