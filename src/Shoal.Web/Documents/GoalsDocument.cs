using Shoal.Core.Queueing;

namespace Shoal.Web.Documents;

/// <summary>When one torrent has given enough. What is absent is as the settings say; -1 is never, whatever they say.</summary>
/// <param name="Ratio">Bytes sent for each byte of the content.</param>
/// <param name="SeedingMinutes">Minutes spent seeding.</param>
/// <param name="IdleMinutes">Minutes in which nobody took anything.</param>
public sealed record GoalsDocument(double? Ratio = null, long? SeedingMinutes = null, long? IdleMinutes = null)
{
    private const double MaxRatio = 1_000_000;
    private const long MaxMinutes = 10_000_000;   // 19 years

    internal static GoalsDocument? Of(SeedingGoals goals) =>
        goals == SeedingGoals.Unsaid ? null : new(goals.Ratio, Minutes(goals.SeedingTime), Minutes(goals.IdleTime));

    internal string? Fault()
    {
        if (Ratio is { } ratio && (double.IsNaN(ratio) || ratio < -1 || ratio > MaxRatio)) return "A ratio is a number like 1.5, or -1 for none.";
        return new[] { SeedingMinutes, IdleMinutes }.Any(minutes => minutes is < -1 or > MaxMinutes) ? "A time is a number of minutes, or -1 for none." : null;
    }

    internal SeedingGoals ToGoals() => new()
    {
        Ratio = Ratio,
        SeedingTime = SeedingMinutes is { } seeding ? TimeSpan.FromMinutes(seeding) : null,
        IdleTime = IdleMinutes is { } idle ? TimeSpan.FromMinutes(idle) : null,
    };

    private static long? Minutes(TimeSpan? time) => time is { } given ? given < TimeSpan.Zero ? -1 : (long)given.TotalMinutes : null;
}
