namespace Shoal.Core.Torrents;

/// <summary>Pieces that somebody is about to read, while they are still missing.</summary>
/// <param name="Pieces">The one needed soonest first. At most <see cref="MaxPieces"/> are heeded.</param>
/// <param name="Heads">How many of the first are waited for right now: one a reader.</param>
public sealed record ReadingPlan(IReadOnlyList<int> Pieces, int Heads)
{
    /// <summary>Most pieces heeded.</summary>
    public const int MaxPieces = 256;

    /// <summary>Nobody reads.</summary>
    public static ReadingPlan None { get; } = new([], 0);
}
