namespace Shoal.Core.Torrents;

/// <summary>How a seed deals its upload slots.</summary>
public enum SeedChoking
{
    /// <summary>Each peer in turn gets a good piece of the torrent: new data spreads over many.</summary>
    RoundRobin,

    /// <summary>To those that take data fastest: the whole link is used.</summary>
    Fastest,
}
