namespace Shoal.Tracker;

/// <summary>A tracker in numbers, at one moment; what has no "in memory" counts since it started.</summary>
public sealed record TrackerSnapshot
{
    /// <summary>Swarms in memory with IPv4 peers, and with IPv6 peers; one that has both counts in both.</summary>
    public int SwarmsV4 { get; init; }
    public int SwarmsV6 { get; init; }

    /// <summary>Peers in memory.</summary>
    public int PeersV4 { get; init; }
    public int PeersV6 { get; init; }

    /// <summary>Browser peers in memory.</summary>
    public int WebPeers { get; init; }

    /// <summary>UDP connects answered.</summary>
    public long Connects { get; init; }

    /// <summary>Announces answered, UDP and HTTP.</summary>
    public long Announces { get; init; }

    /// <summary>Scrapes answered, UDP and HTTP.</summary>
    public long Scrapes { get; init; }

    /// <summary>Requests that made no sense.</summary>
    public long Refused { get; init; }

    /// <summary>UDP requests with a connection id that was not ours, not theirs or too old.</summary>
    public long WrongIds { get; init; }

    /// <summary>Requests against the rules: banned, not listed, without a passkey, too many.</summary>
    public long Forbidden { get; init; }

    public int Swarms => SwarmsV4 + SwarmsV6;
    public int Peers => PeersV4 + PeersV6 + WebPeers;
}
