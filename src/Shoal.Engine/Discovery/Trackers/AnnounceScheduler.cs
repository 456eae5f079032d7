namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Wakes announcers when something is due: one timer for all torrents of an engine.</summary>
internal sealed class AnnounceScheduler : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, TimeSpan> _queue = new();
    private TimeSpan _timerDue = TimeSpan.MaxValue;

    public AnnounceScheduler(TimeProvider time)
    {
        (_time, _startedAt) = (time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Monotonic time since the scheduler began: what due times are counted in.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_startedAt);

    /// <summary>Calls <paramref name="wake"/> once, at or soon after a time, from a thread of the timer: it must be short and not throw.</summary>
    public void At(TimeSpan due, Action wake)
    {
        lock (_gate)
        {
            _queue.Enqueue(wake, due);
            SetTimer();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Wake()
    {
        var ready = new List<Action>();
        lock (_gate)
        {
            _timerDue = TimeSpan.MaxValue;
            var now = Now;
            while (_queue.TryPeek(out var wake, out var due) && due <= now)
            {
                _queue.Dequeue();
                ready.Add(wake);
            }

            SetTimer();
        }

        foreach (var wake in ready) wake();
    }

    private void SetTimer()
    {
        if (!_queue.TryPeek(out _, out var due) || due >= _timerDue) return;
        _timerDue = due;
        var wait = due - Now;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
