namespace Shoal.Engine.Sessions;

/// <summary>What a search in a room found.</summary>
/// <param name="Files">The best of it, those with most holders first.</param>
/// <param name="TotalCount">Of all that was found.</param>
public sealed record RoomSearchResult(IReadOnlyList<RoomFileSnapshot> Files, int TotalCount);
