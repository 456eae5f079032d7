namespace Shoal.Core.Trackers;

/// <summary>One tracker of a torrent and what is between it and us. Belongs to a <see cref="TrackerChain"/>.</summary>
public sealed class TrackerEntry(TrackerUrl url, int tier)
{
    public TrackerUrl Url { get; } = url;

    /// <summary>0 is asked first (BEP 12).</summary>
    public int Tier { get; } = tier;

    /// <summary>It answered our "started": it lists us until "stopped" or its patience ends.</summary>
    public bool KnowsUs { get; internal set; }

    /// <summary>No announce before this time, events apart.</summary>
    internal TimeSpan NotBefore { get; set; } = TimeSpan.MinValue;

    /// <summary>It refused for ever (BEP 31).</summary>
    internal bool IsDead { get; set; }

    internal bool OwesCompleted { get; set; }

    /// <summary>What the next announce has to say.</summary>
    internal AnnounceEvent NextEvent =>
        !KnowsUs ? AnnounceEvent.Started : OwesCompleted ? AnnounceEvent.Completed : AnnounceEvent.None;
}
