namespace Shoal.Engine.Platform;

/// <summary>What a disk can refuse, told apart by who can mend it.</summary>
internal enum DiskProblem
{
    /// <summary>No room, or a quota is used up.</summary>
    Full,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnly,

    /// <summary>Our user may not.</summary>
    Denied,

    /// <summary>A file or folder that was there is not any more.</summary>
    Gone,

    /// <summary>Somebody wrote to a file that must stay as it was.</summary>
    Changed,

    /// <summary>Something else stands where a file or folder must be: a folder, a link, a device.</summary>
    WrongKind,

    /// <summary>The file system has no files that long or names that long.</summary>
    TooLong,

    /// <summary>The process has no file handle left.</summary>
    TooManyOpen,

    /// <summary>The device failed to read or write.</summary>
    Broken,
}
