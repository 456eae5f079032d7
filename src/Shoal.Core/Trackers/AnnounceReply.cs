using System.Net;

namespace Shoal.Core.Trackers;

/// <summary>What a tracker answered, over HTTP or UDP alike. Peers are as it said: an address policy comes after.</summary>
public sealed record AnnounceReply
{
    /// <summary>The tracker refuses; nothing else is set but <see cref="RetryIn"/>. Made safe to print, at most 512 bytes.</summary>
    public string? Failure { get; init; }

    /// <summary>When to try again after a failure (BEP 31); <see cref="Timeout.InfiniteTimeSpan"/> for "never".</summary>
    public TimeSpan? RetryIn { get; init; }

    /// <summary>It answers, but has something to say. Made safe to print.</summary>
    public string? Warning { get; init; }

    /// <summary>Time to the next regular announce; zero when it said none.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Never announce more often than this.</summary>
    public TimeSpan? MinInterval { get; init; }

    /// <summary>Seeds and leechers as it counts them.</summary>
    public int? Seeds { get; init; }
    public int? Leechers { get; init; }

    /// <summary>To be given back in the next announce (BEP 3).</summary>
    public string? TrackerId { get; init; }

    /// <summary>Our address as it sees us (BEP 24).</summary>
    public IPAddress? ExternalAddress { get; init; }

    /// <summary>At most <see cref="TrackerLimits.MaxPeers"/>.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];
}
