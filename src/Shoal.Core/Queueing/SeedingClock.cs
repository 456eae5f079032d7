namespace Shoal.Core.Queueing;

/// <summary>Counts how long a torrent has seeded, and how long nobody has taken anything.</summary>
/// <param name="seedingBefore">What earlier runs counted.</param>
/// <param name="idleBefore">What earlier runs counted.</param>
public sealed class SeedingClock(TimeSpan seedingBefore, TimeSpan idleBefore)
{
    private TimeSpan? _lookedAt;
    private long _uploaded;

    /// <summary>Time spent seeding.</summary>
    public TimeSpan Seeding { get; private set; } = seedingBefore;

    /// <summary>The last of it, in which nobody took anything.</summary>
    public TimeSpan Idle { get; private set; } = idleBefore;

    /// <summary>Call now and then while the torrent seeds, and just before and just after it begins or ends to: time is counted up to a look that finds it seeding.</summary>
    /// <param name="isSeeding">It gives to others now.</param>
    /// <param name="uploadedBytes">All that it ever sent.</param>
    /// <param name="now">Monotonic time.</param>
    public void Look(bool isSeeding, long uploadedBytes, TimeSpan now)
    {
        if (isSeeding && _lookedAt is { } before)
        {
            Seeding += now - before;
            Idle = uploadedBytes == _uploaded ? Idle + (now - before) : TimeSpan.Zero;
        }

        (_lookedAt, _uploaded) = (isSeeding ? now : null, uploadedBytes);
    }
}
