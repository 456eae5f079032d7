using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Hashing;

/// <summary>Opens the files of a piece space for hashing. Called by several threads.</summary>
internal interface ISpaceFiles
{
    /// <summary>Null when there is no such file: the pieces in it are not read.</summary>
    SafeFileHandle? Open(int file);

    /// <summary>The reader is done with the file, at least for now.</summary>
    void Close(int file, SafeFileHandle handle);
}
