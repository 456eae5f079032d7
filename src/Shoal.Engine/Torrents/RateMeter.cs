namespace Shoal.Engine.Torrents;

/// <summary>Bytes a second, smoothed: each tick weighs a quarter.</summary>
internal sealed class RateMeter
{
    private const double Weight = 0.25;
    private long _total;
    private TimeSpan _at;
    private bool _isWarm;

    public double BytesPerSecond { get; private set; }

    public void Tick(long total, TimeSpan now)
    {
        var seconds = (now - _at).TotalSeconds;
        if (seconds <= 0) return;
        var rate = (total - _total) / seconds;
        BytesPerSecond = _isWarm ? BytesPerSecond + Weight * (rate - BytesPerSecond) : rate;
        (_total, _at, _isWarm) = (total, now, true);
    }

    public void Start(long total, TimeSpan now) => (_total, _at, _isWarm, BytesPerSecond) = (total, now, false, 0);
}
