namespace Shoal.Web.Tests;

/// <summary>Time that stands still until a test moves it on; its timers run during the move, in the test's own thread.</summary>
internal sealed class WallClock(DateTimeOffset now, string zone = "UTC") : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private readonly DateTimeOffset _began = now;
    private DateTimeOffset _now = now;

    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(zone);
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => (GetUtcNow() - _began).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        lock (_gate) _alarms.Add(alarm);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Advance(TimeSpan time)
    {
        var until = GetUtcNow() + time;
        while (true)
        {
            Alarm? next;
            lock (_gate)
            {
                next = _alarms.Where(alarm => alarm.Due <= until).MinBy(alarm => alarm.Due);
                if (next is not null && next.Due > _now) _now = next.Due!.Value;
                if (next is null)
                {
                    _now = until;
                    return;
                }
            }

            next.Ring();
        }
    }

    private sealed class Alarm(WallClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate) (Due, _period) = (dueTime < TimeSpan.Zero ? null : clock._now + dueTime, period);
            return true;
        }

        public void Ring()
        {
            lock (clock._gate) Due = _period > TimeSpan.Zero ? Due + _period : null;
            callback(state);
        }

        public void Dispose()
        {
            lock (clock._gate) clock._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
