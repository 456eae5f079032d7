using Shoal.Core.Primitives;

namespace Shoal.Engine.Sessions;

/// <summary>Which file of a room to get, and where to.</summary>
public sealed record GetRoomFile
{
    /// <summary>What it is.</summary>
    public required Sha256Hash Root { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>What to call it: one of the names it has, whatever the case; null, or another, takes that of the first holder.</summary>
    public string? Name { get; init; }

    /// <summary>Folder; null for the first shared one.</summary>
    public string? Directory { get; init; }

    /// <summary>When its name is taken there. Default another name.</summary>
    public CodeConflict Conflicts { get; init; } = CodeConflict.Rename;
}
