namespace Shoal.Core.Codes;

/// <summary>What an entry of a manifest is.</summary>
public enum CodeEntryKind : byte
{
    File = 0,

    /// <summary>A folder. Named only so that empty ones, modes and times arrive; files bring their folders along.</summary>
    Folder = 1,

    /// <summary>A symbolic link to another entry.</summary>
    Link = 2,
}
