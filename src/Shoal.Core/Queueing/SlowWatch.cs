namespace Shoal.Core.Queueing;

/// <summary>Whether a running torrent is slow. It changes its mind only when the other side lasted: torrents should not come and go by seconds.</summary>
public sealed class SlowWatch
{
    private TimeSpan? _doubtsSince;

    public bool IsSlow { get; private set; }

    /// <summary>It begins to run: nobody is slow at first.</summary>
    public void Restart() => (IsSlow, _doubtsSince) = (false, null);

    /// <param name="isBelow">Its rate is below the limit now.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="after">How long the other side must last.</param>
    public void Look(bool isBelow, TimeSpan now, TimeSpan after)
    {
        if (isBelow == IsSlow)
        {
            _doubtsSince = null;
            return;
        }

        _doubtsSince ??= now;
        if (now - _doubtsSince < after) return;
        (IsSlow, _doubtsSince) = (isBelow, null);
    }
}
