namespace Shoal.Core.Trackers;

/// <summary>Bounds of everything that trackers and their clients tell each other.</summary>
public static class TrackerLimits
{
    /// <summary>Longest HTTP reply, in bytes after it was inflated (threats row 21).</summary>
    public const int MaxReplyBytes = 1 << 20;

    /// <summary>Most peers believed in one reply; what comes after them is not read.</summary>
    public const int MaxPeers = 1_000;

    /// <summary>Most bytes kept of a tracker's words for people.</summary>
    public const int MaxTextBytes = 512;

    /// <summary>Longest "tracker id" given back; a longer one is not kept.</summary>
    public const int MaxTrackerIdBytes = 256;

    /// <summary>Deepest nesting of a reply: peers and scrapes need three (threats row 16).</summary>
    public const int MaxReplyDepth = 8;

    /// <summary>Longest tracker URL, in characters.</summary>
    public const int MaxUrlLength = 2_048;

    /// <summary>Longest query a tracker reads, in bytes: a scrape of 74 hashes in full percent-encoding has 5,328.</summary>
    public const int MaxQueryBytes = 8_192;

    /// <summary>Most hashes of one scrape: what fits a UDP datagram (BEP 15).</summary>
    public const int MaxScrapeHashes = 74;

    /// <summary>Longest UDP message, in bytes: the IPv6 minimum MTU without headers; a peer list never needs to be cut up on the way.</summary>
    public const int MaxDatagramBytes = 1_232;
}
