namespace Shoal.Core.Rooms;

/// <summary>What a page changed in a member's catalog.</summary>
/// <param name="Before">The file as it was; null for a new one.</param>
/// <param name="After">The file as it is; null for one that is gone.</param>
public readonly record struct CatalogChange(CatalogEntry? Before, CatalogEntry? After);
