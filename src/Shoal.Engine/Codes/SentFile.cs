using Shoal.Engine.Platform;

namespace Shoal.Engine.Codes;

/// <summary>A file with bytes that is sent.</summary>
/// <param name="Root">Folder its path starts from; no link below it is followed.</param>
/// <param name="Path">Relative path, in the sender's own spelling.</param>
/// <param name="Status">As it was when it was found.</param>
internal sealed record SentFile(string Root, string Path, FileStatus Status)
{
    /// <summary>Nobody wrote to it since it was found.</summary>
    public bool IsSameAs(in FileStatus now) =>
        now.Kind == FileKind.File && now.LengthBytes == Status.LengthBytes && now.ModifiedTicks == Status.ModifiedTicks;
}
