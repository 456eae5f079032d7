namespace Shoal.Engine.Sessions;

/// <summary>How the DHT of an engine stands (BEP 5): a node for each address family it has.</summary>
public sealed record DhtSnapshot
{
    /// <summary>At most one of IPv4 and one of IPv6; empty when no socket could be opened.</summary>
    public required IReadOnlyList<DhtNodeSnapshot> Nodes { get; init; }
}
