namespace Shoal.Core.Queueing;

/// <summary>When a seed has given enough: as soon as one of these is reached. Immutable: derive with <c>with</c>.</summary>
/// <remarks>Null says nothing, so the default counts; a negative goal is never reached, whatever the default is.</remarks>
public sealed record SeedingGoals
{
    /// <summary>Nothing is said: of a torrent, the defaults count; as defaults, seeds go on for ever.</summary>
    public static SeedingGoals Unsaid { get; } = new();

    /// <summary>It seeds for ever, whatever the defaults are.</summary>
    public static SeedingGoals Never { get; } = new() { Ratio = -1, SeedingTime = -TimeSpan.FromSeconds(1), IdleTime = -TimeSpan.FromSeconds(1) };

    /// <summary>Bytes sent for each byte of the content.</summary>
    public double? Ratio { get; init; }

    /// <summary>Time spent seeding, earlier runs included.</summary>
    public TimeSpan? SeedingTime { get; init; }

    /// <summary>Time spent seeding since somebody took anything, earlier runs included.</summary>
    public TimeSpan? IdleTime { get; init; }

    /// <summary>One of them is a time that can be reached.</summary>
    public bool CountsTime => SeedingTime >= TimeSpan.Zero || IdleTime >= TimeSpan.Zero;

    /// <summary>What counts when this is said of a torrent and <paramref name="defaults"/> of all.</summary>
    public SeedingGoals Over(SeedingGoals defaults) => new()
    {
        Ratio = Ratio ?? defaults.Ratio,
        SeedingTime = SeedingTime ?? defaults.SeedingTime,
        IdleTime = IdleTime ?? defaults.IdleTime,
    };

    /// <summary>True when one of them is reached.</summary>
    /// <param name="ratio">Bytes sent for each byte of the content.</param>
    /// <param name="seeding">Time spent seeding.</param>
    /// <param name="idle">The last of it, in which nobody took anything.</param>
    public bool AreMet(double ratio, TimeSpan seeding, TimeSpan idle) =>
        (Ratio is >= 0 && ratio >= Ratio) || IsReached(SeedingTime, seeding) || IsReached(IdleTime, idle);

    private static bool IsReached(TimeSpan? goal, TimeSpan time) => goal is { } enough && enough >= TimeSpan.Zero && time >= enough;
}
