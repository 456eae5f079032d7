using System.Net;

namespace Shoal.Core.PortMapping;

/// <summary>Asks a gateway to let connections from outside through to a port of ours. A lifetime of 0 takes the mapping back.</summary>
/// <param name="Transport">TCP or UDP.</param>
/// <param name="InternalPort">Ours.</param>
/// <param name="ExternalPort">The port wished for outside; 0 leaves the choice to the gateway.</param>
/// <param name="LifetimeSeconds">How long; the gateway may grant less.</param>
public readonly record struct MapRequest(MappedTransport Transport, int InternalPort, int ExternalPort, uint LifetimeSeconds)
{
    /// <summary>The address wished for outside; null when none is known.</summary>
    public IPAddress? ExternalAddress { get; init; }
}
