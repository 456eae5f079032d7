namespace Shoal.Engine.Platform;

/// <summary>Which file or folder this is, whatever its path says: device and inode. All zero where the system does not tell.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>What the file system knows of a file.</summary>
/// <param name="LengthBytes">Length.</param>
/// <param name="AllocatedBytes">Bytes really occupied; less than the length for a sparse file.</param>
/// <param name="ModifiedTicks">Last write, in ticks of <see cref="DateTime"/> (UTC).</param>
/// <param name="Links">Names it has; 0: it was deleted and lives on only in open handles.</param>
/// <param name="Identity">Which file it is.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct FileStatus(
    long LengthBytes, long AllocatedBytes, long ModifiedTicks, int Links, FileIdentity Identity, FileKind Kind)
{
    /// <summary>Who may read, write and run it; null where it costs another look.</summary>
    public UnixFileMode? Mode { get; init; }
}

/// <summary>What stands at a path.</summary>
internal enum FileKind { File, Folder, Link, Other }
