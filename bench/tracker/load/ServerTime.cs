using System.Globalization;

namespace Shoal.TrackerLoad;

/// <summary>Processor time of a process in seconds, as /proc/PID/stat has it.</summary>
internal static class ServerTime
{
    private const double TicksPerSecond = 100;   // USER_HZ

    public static (double User, double System) Of(int process)
    {
        if (process == 0) return default;
        var line = File.ReadAllText($"/proc/{process}/stat");
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) / TicksPerSecond, double.Parse(fields[12], CultureInfo.InvariantCulture) / TicksPerSecond);
    }
}
