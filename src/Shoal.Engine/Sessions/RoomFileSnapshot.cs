using Shoal.Core.Primitives;
using Shoal.Core.Rooms;

namespace Shoal.Engine.Sessions;

/// <summary>A file that members of a room have.</summary>
public sealed record RoomFileSnapshot
{
    /// <summary>What it is, whatever it is called.</summary>
    public required Sha256Hash Root { get; init; }
    public required long Length { get; init; }

    /// <summary>What its first holder calls it: safe, and a stranger's text all the same.</summary>
    public required string Path { get; init; }

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Last write, as its first holder says.</summary>
    public DateTimeOffset Modified { get; init; }

    /// <summary>Members that have it, under the names that they are shown by.</summary>
    public IReadOnlyList<string> Holders { get; init; } = [];

    /// <summary>We have it, too.</summary>
    public bool IsHere { get; init; }
}
