using System.Net;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>A mapping as the gateway granted it.</summary>
/// <param name="ExternalPort">The port outside.</param>
/// <param name="ExternalAddress">The gateway's address outside; null when it does not say.</param>
/// <param name="Lifetime">How long it holds.</param>
internal sealed record MappingLease(int ExternalPort, IPAddress? ExternalAddress, TimeSpan Lifetime)
{
    /// <summary>The gateway has begun anew since the last answer: its other mappings are gone.</summary>
    public bool HasForgotten { get; init; }
}
