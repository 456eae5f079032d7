using System.Diagnostics;

namespace Shoal.Interop.Namespaces;

/// <summary>The system's <c>ip</c> command.</summary>
internal static class IpTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs it and returns what it wrote; throws, with what it said, when it fails.</summary>
    public static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (process.WaitForExit(Patience) && process.ExitCode == 0) return output;
        throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {complaint.GetAwaiter().GetResult()}");
    }
}
