using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Simulation;

/// <summary>What one peer of a simulated swarm is like.</summary>
internal sealed record SimPeerOptions
{
    public bool IsSeed { get; init; }

    /// <summary>Bytes a second.</summary>
    public double Up { get; init; } = 1 << 20;
    public double Down { get; init; } = 8 << 20;

    /// <summary>Chance that a block it sends is wrong.</summary>
    public double Lies { get; init; }

    /// <summary>It says it would serve, and never does.</summary>
    public bool IsSilent { get; init; }

    /// <summary>It never unchokes anybody.</summary>
    public bool IsFreeRider { get; init; }

    /// <summary>It stays when it has all, and when it wants nothing.</summary>
    public bool SupportsFast { get; init; } = true;
    public TorrentOptions Torrent { get; init; } = new();
}
