namespace Shoal.Core.WebSeeds;

/// <summary>When a web seed that failed is asked again.</summary>
public static class WebSeedRetry
{
    /// <summary>After the first failure; doubles with each further one, to <see cref="DelayMax"/>.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(30);

    /// <summary>The longest that a server may send us away for ("Retry-After").</summary>
    public static readonly TimeSpan AskedMax = TimeSpan.FromHours(2);

    /// <param name="failures">In a row, this one counted; 1 or more.</param>
    /// <param name="asked">What the server asked for; null when it did not.</param>
    /// <param name="dice">0 to 1: up to a quarter more, so that a crowd does not come back at once.</param>
    public static TimeSpan After(int failures, TimeSpan? asked, double dice)
    {
        var delay = Delay * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        if (delay > DelayMax) delay = DelayMax;
        if (asked is { } wish && wish > delay) delay = wish < AskedMax ? wish : AskedMax;
        return delay * (1 + Math.Clamp(dice, 0, 1) / 4);
    }
}
