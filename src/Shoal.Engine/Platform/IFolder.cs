using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

/// <summary>A folder that stays open while many of its files are looked at: each then costs one walk of one name. One thread.</summary>
internal interface IFolder : IDisposable
{
    /// <summary>Opens what has the name for reading; null when nothing has. No link is followed, no pipe waited for.</summary>
    SafeFileHandle? Open(string name);

    /// <summary>The file that has the name, and its length; null when there is none and <paramref name="access"/> makes none. Other than the shorter
    /// form it refuses what is no file.</summary>
    /// <param name="name">In this folder.</param>
    /// <param name="access">Read, or write and make the file where it is missing.</param>
    /// <param name="executable">A file made here may be run.</param>
    /// <param name="lengthBytes">Its length now.</param>
    /// <param name="created">The file was made by this call.</param>
    SafeFileHandle? Open(string name, FileAccess access, bool executable, out long lengthBytes, out bool created);

    /// <summary>Moves a file of this folder into another folder of the same file system, as <see cref="IFileSystem.TryMove"/> does.</summary>
    /// <param name="to">A folder of the same <see cref="IFileSystem"/>.</param>
    bool TryMove(string name, IFolder to, string newName, bool replace);

    /// <summary>Says who may use a file of this folder and when it was last written; nulls stay as they are. A link itself is meant, not what it leads to.</summary>
    void Dress(string name, UnixFileMode? mode, DateTime? modifiedUtc);

    /// <summary>What has the name, a link itself; null when nothing has.</summary>
    FileStatus? StatusOf(string name);
}
