namespace Shoal.Core.Codes;

/// <summary>Something that is sent by a code.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where it goes, below the receiver's folder, with '/' between its parts. Safe once read from a manifest.</param>
/// <param name="Length">Bytes; 0 for folders and links.</param>
public sealed record CodeEntry(CodeEntryKind Kind, string Path, long Length)
{
    /// <summary>Permission bits that are carried: read, write and run, for owner, group and others. Never set-user-id.</summary>
    public const int ModeBits = 0x1ff;

    /// <summary>Permission bits; null where the sender's system has none.</summary>
    public int? Mode { get; init; }

    /// <summary>When it was last changed, in 100 ns since 1970; null when unknown.</summary>
    public long? ModifiedTicks { get; init; }

    /// <summary>For a link: what it says, relative to its own folder.</summary>
    public string? Target { get; init; }
}
