namespace Shoal.Tracker;

/// <summary>What a swarm file says of itself.</summary>
/// <param name="SavedAt">By the wall clock: peers grow old while nobody runs.</param>
/// <param name="Generation">What one step of a peer's age is.</param>
/// <param name="IdKey0">Key of the connection ids: ids given before a restart are good after it.</param>
/// <param name="IdKey1">Its other half.</param>
internal sealed record SwarmFileHead(DateTimeOffset SavedAt, TimeSpan Generation, ulong IdKey0, ulong IdKey1);
