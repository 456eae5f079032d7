using Microsoft.Win32.SafeHandles;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Hashing;

/// <summary>Opens the files of a piece space for hashing. Called by several threads.</summary>
internal interface ISpaceFiles
{
    /// <summary>Null when there is no such file: the pieces in it are not read.</summary>
    /// <param name="file">Index in the piece space.</param>
    /// <param name="folder">The calling thread's.</param>
    SafeFileHandle? Open(int file, FolderCursor folder);

    /// <summary>The file ended before its bytes did: the pieces in it are not read to their end.</summary>
    void OnTooShort(int file);

    /// <summary>The reader is done with the file, at least for now.</summary>
    void Close(int file, SafeFileHandle handle);
}
