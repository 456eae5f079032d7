namespace Shoal.Tracker;

/// <summary>Counts of one thread (UDP), or of all of HTTP. Own object a thread, so that cores do not share a line.</summary>
internal sealed class TrackerCounters
{
    private long _connects;
    private long _announces;
    private long _scrapes;
    private long _refused;
    private long _wrongIds;
    private long _forbidden;

    // One writer: a plain add is right; readers may see it a moment late.
    public void CountConnect() => Volatile.Write(ref _connects, _connects + 1);
    public void CountAnnounce() => Volatile.Write(ref _announces, _announces + 1);
    public void CountScrape() => Volatile.Write(ref _scrapes, _scrapes + 1);
    public void CountRefused() => Volatile.Write(ref _refused, _refused + 1);
    public void CountWrongId() => Volatile.Write(ref _wrongIds, _wrongIds + 1);
    public void CountForbidden() => Volatile.Write(ref _forbidden, _forbidden + 1);

    /// <summary>The same with many writers.</summary>
    public void CountAnnounceShared() => Interlocked.Increment(ref _announces);
    public void CountScrapeShared() => Interlocked.Increment(ref _scrapes);
    public void CountRefusedShared() => Interlocked.Increment(ref _refused);
    public void CountForbiddenShared() => Interlocked.Increment(ref _forbidden);

    public TrackerSnapshot AddTo(TrackerSnapshot sum) => sum with
    {
        Connects = sum.Connects + Volatile.Read(ref _connects),
        Announces = sum.Announces + Volatile.Read(ref _announces),
        Scrapes = sum.Scrapes + Volatile.Read(ref _scrapes),
        Refused = sum.Refused + Volatile.Read(ref _refused),
        Forbidden = sum.Forbidden + Volatile.Read(ref _forbidden),
        WrongIds = sum.WrongIds + Volatile.Read(ref _wrongIds),
    };
}
