namespace Shoal.Engine.Torrents;

/// <summary>Counts the connections of all torrents, dials included, against the engine's limit. Any thread.</summary>
internal sealed class ConnectionBudget(int max)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= max) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _taken);
}
