namespace Shoal.Core.Tests.Simulation;

/// <summary>Time that moves from event to event; events of one moment happen in the order they were planned.</summary>
internal sealed class SimClock
{
    private readonly PriorityQueue<Action, Key> _events = new(new EarliestFirst());
    private long _planned;

    public TimeSpan Now { get; private set; }
    public long Happened { get; private set; }
    public int Waiting => _events.Count;

    public void At(TimeSpan when, Action what) => _events.Enqueue(what, new Key(when < Now ? Now.Ticks : when.Ticks, _planned++));
    public void After(TimeSpan delay, Action what) => At(Now + delay, what);

    /// <summary>Lets one event happen; false when none is left.</summary>
    public bool Step()
    {
        if (!_events.TryDequeue(out var what, out var key)) return false;
        Now = new TimeSpan(key.Ticks);
        Happened++;
        what();
        return true;
    }

    private readonly record struct Key(long Ticks, long Number);

    private sealed class EarliestFirst : IComparer<Key>
    {
        public int Compare(Key x, Key y) => x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : x.Number.CompareTo(y.Number);
    }
}
