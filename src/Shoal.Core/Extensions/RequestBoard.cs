namespace Shoal.Core.Extensions;

/// <summary>Which of some things to get are here, and when each of the others was asked for last.</summary>
/// <param name="count">How many things.</param>
/// <param name="askAgainAfter">How long whoever was asked has a thing for itself; then others are asked as well.</param>
internal sealed class RequestBoard(int count, TimeSpan askAgainAfter)
{
    private readonly bool[] _isHere = new bool[count];
    private readonly TimeSpan?[] _askedAt = new TimeSpan?[count];
    private int _present;
    private int _firstMissing;
    private TimeSpan _nothingUntil;

    public int Count => count;
    public bool IsWhole => _present == count;

    public bool Has(int index) => _isHere[index];

    /// <summary>A thing that is missing and that nobody was asked for lately; false when there is none.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="peer">Who would be asked; not twice for the same.</param>
    /// <param name="index">What to ask for; it counts as asked for now.</param>
    public bool TryPick(TimeSpan now, AskedPeer peer, out int index)
    {
        index = 0;
        if (now < _nothingUntil) return false;
        var earliest = TimeSpan.MaxValue;
        for (index = _firstMissing; index < count; index++)
        {
            if (_isHere[index]) continue;
            var free = _askedAt[index] is { } askedAt ? askedAt + askAgainAfter : TimeSpan.Zero;
            if (now >= free && !peer.IsAsked(index))
            {
                _askedAt[index] = now;
                return true;
            }

            if (free < earliest) earliest = free;
        }

        // With many peers most calls end here, and the next ones are spared the search.
        _nothingUntil = earliest;
        return false;
    }

    /// <summary>Whoever was asked will not answer: others may be asked at once.</summary>
    public void Release(int index) => (_askedAt[index], _nothingUntil) = (null, TimeSpan.Zero);

    public void Put(int index)
    {
        if (_isHere[index]) return;
        _isHere[index] = true;
        _present++;
        while (_firstMissing < count && _isHere[_firstMissing]) _firstMissing++;
    }
}
