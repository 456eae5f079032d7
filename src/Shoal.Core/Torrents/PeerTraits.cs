using System.Net;

namespace Shoal.Core.Torrents;

/// <summary>What is known of a peer when its handshakes are done.</summary>
/// <param name="Address">Its address and port as connected; blame and bans go by the address.</param>
/// <param name="IsIncoming">It dialled us.</param>
/// <param name="SupportsFast">It speaks BEP 6: rejects are said, a choke keeps allowed-fast requests.</param>
/// <param name="MaxRequests">Requests it says it queues (BEP 10 "reqq"), in blocks.</param>
public readonly record struct PeerTraits(IPEndPoint Address, bool IsIncoming, bool SupportsFast, int MaxRequests)
{
    /// <summary>It is best asked for pieces that follow each other: a web seed, for which they are one request (BEP 19).</summary>
    public bool TakesRuns { get; init; }
}
