using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

/// <summary>One line for people about a disk that failed: what happened, and whose move it is.</summary>
internal static class DiskMessages
{
    /// <param name="fault">What the disk said.</param>
    /// <param name="root">The torrent's folder.</param>
    /// <param name="missingBytes">Bytes the torrent's files still have to grow by.</param>
    public static string For(DiskException fault, string root, long missingBytes) => fault.Problem switch
    {
        DiskProblem.Full => $"The disk is full: free {Size(missingBytes)} on {root} and resume.",
        DiskProblem.ReadOnly => $"{root} is on a read-only disk: make it writable or move the torrent, and resume.",
        DiskProblem.Denied => $"Shoal may not use {Name(fault, root)}: give it the right to, and resume.",
        DiskProblem.Gone when Path.IsPathRooted(fault.Path) =>
            $"The folder {fault.Path} is gone ({fault.Detail}): bring it back (is a disk not mounted?) and resume.",
        DiskProblem.Gone when fault.Detail.StartsWith("it is", StringComparison.Ordinal) =>
            $"{Name(fault, root)} is shorter than it was; recheck the torrent.",
        DiskProblem.Gone => $"{Name(fault, root)} is gone: bring it back or recheck the torrent.",
        DiskProblem.Changed => $"{Name(fault, root)} changed while it was being sent: send it again when nobody writes to it.",
        DiskProblem.WrongKind => $"{Name(fault, root)} is in the way ({fault.Detail}): move it, and resume.",
        DiskProblem.TooLong => $"{Name(fault, root)} does not fit this file system ({fault.Detail}): choose another folder.",
        DiskProblem.TooManyOpen => "Too many files are open: raise the limit (ulimit -n), and resume.",
        _ => $"The disk failed at {Name(fault, root)} ({fault.Detail}): check the disk, and resume.",
    };

    private static string Name(DiskException fault, string root) => Path.Combine(root, fault.Path);

    private static string Size(long bytes) => bytes switch
    {
        <= 0 => "some space",
        >= 10L << 30 => $"{bytes >> 30} GiB",
        >= 10L << 20 => $"{bytes >> 20} MiB",
        _ => $"{(bytes >> 10) + 1} KiB",
    };
}
