using Shoal.Core.Primitives;

namespace Shoal.Engine.Sessions;

/// <summary>How peers are found besides trackers. An embedder asks for each way; nothing but peer exchange is on by itself.</summary>
/// <remarks>
/// An engine that listens on loopback alone stays on loopback whatever is asked for here. Private torrents (BEP 27) use none of it.
/// </remarks>
public sealed record DiscoveryOptions
{
    /// <summary>Take part in the DHT (BEP 5). Default false.</summary>
    public bool UseDht { get; init; }

    /// <summary>Where the DHT begins while few nodes are known; names are looked up then. Default none.</summary>
    public IReadOnlyList<HostPort> DhtBootstrap { get; init; } = [];

    /// <summary>File in which known nodes are kept between runs, so that bootstrap nodes are rarely asked; several engines may share it.
    /// Default null: "dht.nodes" in the state folder, if there is one.</summary>
    public string? DhtTableFile { get; init; }

    /// <summary>Announce torrents on the local network and listen for others (BEP 14). Default false.</summary>
    public bool UseLocalDiscovery { get; init; }

    /// <summary>Tell peers of peers and be told (BEP 11). Default true.</summary>
    public bool UsePeerExchange { get; init; } = true;

    /// <summary>Ask the gateway to let peers in (PCP, NAT-PMP, UPnP). Default false.</summary>
    public bool UsePortMapping { get; init; }

    /// <summary>How long gateways are asked to keep a port open; renewed at half of it. Default 1 h; 10 s to 1 day.</summary>
    public TimeSpan PortMappingLease
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
    } = TimeSpan.FromHours(1);
}
