namespace Shoal.Core.Rooms;

/// <summary>A file at a member.</summary>
/// <param name="Member">Whose.</param>
/// <param name="Entry">As it stands in its catalog.</param>
public sealed record RoomHolding(MemberId Member, CatalogEntry Entry);
