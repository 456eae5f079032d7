using System.Runtime.InteropServices;

namespace Shoal.Engine.Platform;

/// <summary>Memory in pages of 2 MiB where the system has them: a buffer of pieces then costs one fault instead of 512.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes of a page, and its alignment.</summary>
    public const int Bytes = 2 << 20;

    private const int DontNeed = 4;      // MADV_DONTNEED
    private const int HugePage = 14;     // MADV_HUGEPAGE

    /// <summary>The system knows such pages; whether it gives any is its own affair.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Wishes for large pages under memory that was not touched yet.</summary>
    public static void Wish(byte* start, nuint bytes) => _ = Madvise(start, bytes, HugePage);

    /// <summary>Gives the memory back and keeps the addresses: full of zeros when they are used again.</summary>
    /// <param name="start">At the start of a page of 4 KiB.</param>
    /// <param name="bytes">Whole pages of 4 KiB.</param>
    public static void GiveBack(byte* start, nuint bytes) => _ = Madvise(start, bytes, DontNeed);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(byte* start, nuint bytes, int advice);
}
