namespace Shoal.Core.Rooms;

/// <summary>What a question found.</summary>
/// <param name="Files">The best, those with most holders first; then by name.</param>
/// <param name="TotalCount">Of all that were found, about: files that went away lately may be counted.</param>
public sealed record RoomHits(IReadOnlyList<RoomFile> Files, int TotalCount);
