namespace Shoal.Core.Trackers;

/// <summary>Why a client announces; the numbers are BEP 15's.</summary>
public enum AnnounceEvent
{
    /// <summary>A regular announce: still here.</summary>
    None = 0,

    /// <summary>The download has just become whole. Never said by a client that started whole (BEP 3).</summary>
    Completed = 1,
    Started = 2,

    /// <summary>It leaves and wants no peers.</summary>
    Stopped = 3,
}
