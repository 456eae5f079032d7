namespace Shoal.Core.Dht;

/// <summary>What answers may cost all together (threats row 24): a bucket of tokens that holds five seconds.</summary>
/// <param name="perSecond">Bytes, or whatever is counted.</param>
internal sealed class AnswerBudget(int perSecond)
{
    /// <summary>Seconds that may be saved up.</summary>
    public const int BurstSeconds = 5;

    private double _left = (double)perSecond * BurstSeconds;
    private TimeSpan _at;

    /// <summary>True while something is left.</summary>
    public bool IsOpen(TimeSpan now)
    {
        _left = Math.Min((double)perSecond * BurstSeconds, _left + (now - _at).TotalSeconds * perSecond);
        _at = now;
        return _left > 0;
    }

    /// <summary>What was spent; the last answer may spend more than was left.</summary>
    public void Spend(int cost) => _left -= cost;
}
