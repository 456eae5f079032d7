namespace Shoal.Core.Queueing;

/// <summary>A torrent that wants to run, as the queue sees it.</summary>
/// <param name="IsSeed">Everything wanted is here.</param>
/// <param name="IsForced">Its owner said that it never waits.</param>
/// <param name="IsSlow">It runs, and has moved next to nothing for a while: see <see cref="SlowWatch"/>.</param>
public readonly record struct QueueCandidate(bool IsSeed, bool IsForced, bool IsSlow);
