using Shoal.Core.Primitives;

namespace Shoal.Core.Rooms;

/// <summary>A file that somebody shares.</summary>
/// <param name="Path">Safe relative path with '/' between its parts (<see cref="SafePath"/>). A stranger's text: escape it where it is shown.</param>
/// <param name="Length">Bytes; 1 to <see cref="RoomTorrent.MaxFileBytes"/>.</param>
/// <param name="Root">Root of its Merkle tree (BEP 52): what it is, whatever it is called.</param>
/// <param name="ModifiedSeconds">Last write, seconds since 1970 UTC; what its owner says.</param>
public sealed record CatalogEntry(string Path, long Length, Sha256Hash Root, long ModifiedSeconds)
{
    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Times that mean anything: the year 0 to 9999.</summary>
    internal const long MinSeconds = -62_135_596_800, MaxSeconds = 253_402_300_799;
}
