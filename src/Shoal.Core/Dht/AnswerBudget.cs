namespace Shoal.Core.Dht;

/// <summary>Bytes that all answers together may take (threats row 24): a bucket of tokens that holds five seconds.</summary>
internal sealed class AnswerBudget(int bytesPerSecond)
{
    private const int BurstSeconds = 5;

    private double _left = (double)bytesPerSecond * BurstSeconds;
    private TimeSpan _at;

    /// <summary>Takes the bytes; false when there are not as many.</summary>
    public bool TryTake(int bytes, TimeSpan now)
    {
        _left = Math.Min((double)bytesPerSecond * BurstSeconds, _left + (now - _at).TotalSeconds * bytesPerSecond);
        _at = now;
        if (_left < bytes) return false;
        _left -= bytes;
        return true;
    }
}
