using System.Runtime.InteropServices;

namespace Shoal.Terminal;

/// <summary>The width of the terminal on standard error, asked anew each time: the runtime's own answer is not renewed when a window is resized.</summary>
internal static partial class TerminalSize
{
    private const int Stderr = 2;
    private const int TIOCGWINSZ = 0x5413;
    private const int Usual = 80;

    /// <summary>Columns; 80 where nobody knows.</summary>
    public static int Columns()
    {
        if (OperatingSystem.IsLinux()) return Ioctl(Stderr, TIOCGWINSZ, out var size) == 0 && size.Columns > 0 ? size.Columns : Usual;
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : Usual;
        }
        catch (IOException)
        {
            return Usual;   // no console window to ask
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(int descriptor, nuint request, out WindowSize size);

    // struct winsize of <sys/ioctl.h>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort WidthPixels;
        public readonly ushort HeightPixels;
    }
}
