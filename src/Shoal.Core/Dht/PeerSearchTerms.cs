namespace Shoal.Core.Dht;

/// <summary>What a search for peers is to do besides.</summary>
/// <param name="AnnouncePort">TCP port under which we are announced to the nearest nodes; 0 announces nothing.</param>
/// <param name="IsPortImplied">They are to take the port our datagrams come from: for a port shared by TCP and UDP behind NAT (BEP 5).</param>
/// <param name="IsSeed">We have everything (BEP 33).</param>
public readonly record struct PeerSearchTerms(int AnnouncePort = 0, bool IsPortImplied = false, bool IsSeed = false)
{
    /// <summary>Ask how large the swarm is (BEP 33): the report's estimates are set then.</summary>
    public bool WantsScrape { get; init; }
}
