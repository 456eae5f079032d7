namespace Shoal.Core.Dht;

/// <summary>How a search went.</summary>
/// <param name="Asked">Questions sent.</param>
/// <param name="Answered">Answers had.</param>
/// <param name="Hops">From our own table (1) to the nearest node that answered; 0 when none did.</param>
/// <param name="Stored">Nodes that were told what was to be announced or put.</param>
public readonly record struct SearchReport(int Asked, int Answered, int Hops, int Stored)
{
    /// <summary>About how many seeds and other peers the swarm has (BEP 33); null when not asked, or nobody said.</summary>
    public double? Seeds { get; init; }
    public double? Others { get; init; }
}
