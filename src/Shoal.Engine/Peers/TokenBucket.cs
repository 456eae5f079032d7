namespace Shoal.Engine.Peers;

/// <summary>A rate limit that is paid after the fact: bytes are taken at once and the debt is waited off.</summary>
/// <remarks>Bursts are at most a quarter of a second's worth. Any thread.</remarks>
internal sealed class TokenBucket(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _bytesPerSecond;
    private double _tokens;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Bytes a second; 0 is no limit.</summary>
    public long Rate
    {
        get => Volatile.Read(ref _bytesPerSecond);
        set
        {
            lock (_gate)
            {
                Volatile.Write(ref _bytesPerSecond, value);
                (_tokens, _filledAt) = (0, time.GetTimestamp());
            }
        }
    }

    /// <summary>Takes the bytes and says how long to wait before taking more.</summary>
    public TimeSpan Take(int bytes)
    {
        if (Rate == 0) return TimeSpan.Zero;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var earned = time.GetElapsedTime(_filledAt, now).TotalSeconds * _bytesPerSecond;
            _tokens = Math.Min(_tokens + earned, _bytesPerSecond / 4.0) - bytes;
            _filledAt = now;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / _bytesPerSecond);
        }
    }
}
