using Microsoft.Extensions.Logging;
using Shoal.Core.Dht;
using Shoal.Core.Primitives;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Dht;

/// <summary>What the DHT of an engine works with.</summary>
internal sealed record DhtSetup
{
    /// <summary>Voices that must agree on our address before the id is bound to it (BEP 42).</summary>
    public const int VoicesNeeded = 4;

    public required TimeProvider Time { get; init; }
    public required ILogger Log { get; init; }

    /// <summary>Our address as others see it, of which the nodes are told by those they ask.</summary>
    public required ExternalAddress External { get; init; }

    /// <summary>Where to begin while few nodes are known.</summary>
    public required IReadOnlyList<HostPort> Bootstrap { get; init; }

    /// <summary>Rules of the nodes; <see cref="DhtOptions.IsLoopbackOnly"/> also keeps every name from being looked up.</summary>
    public required DhtOptions Rules { get; init; }

    /// <summary>Where nodes are kept between runs; null keeps none.</summary>
    public string? TableFile { get; init; }
}
