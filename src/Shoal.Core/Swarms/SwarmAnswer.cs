using Shoal.Core.Trackers;

namespace Shoal.Core.Swarms;

/// <summary>What a book answers an announce.</summary>
/// <param name="Counts">The swarm in numbers, the asker counted.</param>
/// <param name="Length">Bytes of peers written.</param>
/// <param name="News">What changed.</param>
public readonly record struct SwarmAnswer(ScrapeCounts Counts, int Length, SwarmNews News);
