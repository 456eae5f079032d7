namespace Shoal.Core.Dht;

/// <summary>A question of ours that waits for its answer.</summary>
/// <param name="To">Whom it went to: an answer from anywhere else is none.</param>
/// <param name="SentAt">Monotonic time.</param>
internal sealed record OpenRequest(NodeAddress To, TimeSpan SentAt)
{
    /// <summary>Who it was sent to, when we know; for the table.</summary>
    public NodeId? Id { get; init; }

    /// <summary>The search it belongs to, and the candidate asked; null for pings and announces.</summary>
    public DhtSearch? Search { get; init; }
    public LookupNode? Node { get; init; }

    public bool IsLate { get; set; }
}
