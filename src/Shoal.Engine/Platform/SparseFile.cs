using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Shoal.Engine.Platform;

/// <summary>Finds what was really written of a file that has holes.</summary>
internal static partial class SparseFile
{
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoSuchAddress = 6;     // ENXIO: no data after the offset

    /// <summary>Calls back for each stretch of data from the start on; once for the whole file where the system cannot tell.</summary>
    /// <param name="file">Read by offset only: its position is moved.</param>
    /// <param name="length">Length of the file, in bytes.</param>
    /// <param name="data">Receives start and end.</param>
    public static void ForEachData(SafeFileHandle file, long length, Action<long, long> data)
    {
        for (var offset = 0L; offset < length;)
        {
            var start = OperatingSystem.IsLinux() ? Lseek(file, offset, SeekData) : offset;
            if (start < 0 && Marshal.GetLastPInvokeError() == NoSuchAddress) return;
            var end = start >= 0 && OperatingSystem.IsLinux() ? Lseek(file, start, SeekHole) : length;
            if (start < 0 || end < 0) (start, end) = (offset, length);
            data(start, Math.Min(end, length));
            offset = end;
        }
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Lseek(SafeFileHandle file, long offset, int whence);
}
