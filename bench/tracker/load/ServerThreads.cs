using System.Globalization;
using System.Runtime.InteropServices;

namespace Shoal.TrackerLoad;

/// <summary>The threads of a tracker that answer UDP: their processor time to the nanosecond, and a way to hold the whole process.</summary>
internal sealed partial class ServerThreads(int process)
{
    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;

    // "udp ADDRESS NUMBER", of which Linux keeps fifteen characters.
    private readonly string[] _threads = [.. Directory.GetDirectories($"/proc/{process}/task").Where(t => File.ReadAllText($"{t}/comm").StartsWith("udp ", StringComparison.Ordinal))];

    /// <summary>Since each began.</summary>
    public TimeSpan[] Times() =>
        [.. _threads.Select(t => File.ReadAllText($"{t}/schedstat")).Select(line => TimeSpan.FromMicroseconds(double.Parse(line.AsSpan(0, line.IndexOf(' ')), CultureInfo.InvariantCulture) / 1_000))];

    public void Hold()
    {
        _ = Kill(process, SIGSTOP);
        while (_threads.Any(t => !File.ReadAllText($"{t}/stat").Contains(") T", StringComparison.Ordinal))) Thread.Yield();
    }

    public void LetGo() => _ = Kill(process, SIGCONT);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
