namespace Shoal.Core.Torrents;

/// <summary>Bytes a second, smoothed over some seconds, and their sum. Fed per block, settled per tick.</summary>
internal struct RateMeter
{
    private const double MemorySeconds = 3;
    private const double ShortestSampleSeconds = 0.5;

    private long _unsettled;
    private TimeSpan _settledAt;

    /// <summary>All bytes ever.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Smoothed bytes a second; 0 when nothing came for a while.</summary>
    public double Rate { get; private set; }

    /// <summary>Bytes a second in the last sample alone: what slow start watches.</summary>
    public double LastSample { get; private set; }

    public void Restart(TimeSpan now) => (_settledAt, _unsettled) = (now, 0);

    public void Add(int bytes)
    {
        TotalBytes += bytes;
        _unsettled += bytes;
    }

    /// <returns>False when too little time went by to learn anything.</returns>
    public bool Settle(TimeSpan now)
    {
        var seconds = (now - _settledAt).TotalSeconds;
        if (seconds < ShortestSampleSeconds) return false;
        LastSample = _unsettled / seconds;
        // A first sample is believed at once: a peer that starts should not look slow for three seconds.
        Rate = Rate == 0 ? LastSample : Rate + (LastSample - Rate) * (1 - Math.Exp(-seconds / MemorySeconds));
        if (Rate < 1) Rate = 0;
        (_settledAt, _unsettled) = (now, 0);
        return true;
    }
}
