using Shoal.Core.Primitives;
using Shoal.Terminal;

namespace Shoal.Commands.Doctor;

/// <summary>Whether what must survive a restart can be written.</summary>
internal static class StateFindings
{
    /// <summary>Less room than this is too little for records and metadata.</summary>
    private const long RoomMin = 64L << 20;

    public static Finding Of(string folder)
    {
        const string Area = "state";
        var name = TerminalText.Escape(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $"doctor-{Guid.NewGuid():N}");
            using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) file.WriteByte(1);
            var room = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
            return room >= RoomMin
                ? new Finding(Area, FindingState.Ok, $"{name} can be written, {ByteCount.Show(room)} free")
                : new Finding(Area, FindingState.Fail, $"{name} has only {ByteCount.Show(room)} free", "Make room on that disk, or choose another folder with --state.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Finding(Area, FindingState.Fail, $"{name} cannot be written: {TerminalText.Escape(fault.Message)}", "Choose another folder with --state, or give yourself the right to write there.");
        }
    }
}
