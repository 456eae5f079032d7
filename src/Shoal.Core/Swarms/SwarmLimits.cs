using Shoal.Core.Primitives;

namespace Shoal.Core.Swarms;

/// <summary>Bounds of one swarm book. Immutable: derive with <c>with</c>.</summary>
public sealed record SwarmLimits
{
    /// <summary>Peers in all swarms together; one more pushes an old one out. Default 4,000,000; 1 to 1,000,000,000.</summary>
    public int MaxPeers { get; init => field = Require.InRange(value, 1, 1_000_000_000); } = 4_000_000;

    /// <summary>Swarms; one more pushes a small one out. Default 1,000,000; 1 to 100,000,000.</summary>
    public int MaxSwarms { get; init => field = Require.InRange(value, 1, 100_000_000); } = 1_000_000;

    /// <summary>Peers of one swarm; one more pushes one of them out. Default 100,000; 1 to 10,000,000.</summary>
    public int MaxPeersPerSwarm { get; init => field = Require.InRange(value, 1, 10_000_000); } = 100_000;

    /// <summary>A peer silent for longer is forgotten, within an eighth of it. Default 45 min; 8 s to 24 h.</summary>
    public TimeSpan PeerTimeout
    {
        get;
        init => field = Require.InRange(value, TimeSpan.FromSeconds(8), TimeSpan.FromHours(24));
    } = TimeSpan.FromMinutes(45);
}
