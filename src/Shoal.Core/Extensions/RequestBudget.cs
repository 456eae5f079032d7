namespace Shoal.Core.Extensions;

/// <summary>How much one peer may still ask for: so much at once, then so much a second (threats row 32).</summary>
/// <param name="burst">Requests granted at once; at least 1.</param>
/// <param name="perSecond">Requests that come back a second.</param>
public sealed class RequestBudget(double burst, double perSecond)
{
    private double _spent;
    private TimeSpan _filledAt;

    /// <summary>Takes one request; false when there is none left.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="cost">Requests this one counts for.</param>
    public bool TrySpend(TimeSpan now, double cost = 1)
    {
        if (now > _filledAt)
        {
            _spent = Math.Max(0, _spent - (now - _filledAt).TotalSeconds * perSecond);
            _filledAt = now;
        }

        if (_spent + cost > burst) return false;
        _spent += cost;
        return true;
    }
}
