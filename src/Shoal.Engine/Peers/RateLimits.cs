namespace Shoal.Engine.Peers;

/// <summary>The limits one connection lives under: its engine's and its torrent's, whichever is tighter.</summary>
internal sealed class RateLimits(TokenBucket engine, TokenBucket torrent, TimeProvider time)
{
    /// <summary>Most bytes moved between two looks at the limits.</summary>
    private const int StepMax = 256 * 1024;
    private const int StepMin = 1024;

    /// <summary>How many bytes to move at once so that a low limit still flows evenly.</summary>
    public int Step
    {
        get
        {
            var (all, own) = (engine.Rate, torrent.Rate);
            if (all == 0 && own == 0) return StepMax;
            var rate = Math.Min(all == 0 ? long.MaxValue : all, own == 0 ? long.MaxValue : own);
            return (int)Math.Clamp(rate / 8, StepMin, StepMax);
        }
    }

    /// <summary>Accounts for bytes moved and waits off what they owe. Completes at once when there is no limit.</summary>
    public ValueTask PayAsync(int bytes)
    {
        var wait = engine.Take(bytes);
        var ownWait = torrent.Take(bytes);
        if (ownWait > wait) wait = ownWait;
        return wait <= TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, time));
    }
}
