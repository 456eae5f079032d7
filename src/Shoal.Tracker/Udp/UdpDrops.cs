using System.Globalization;

namespace Shoal.Tracker;

/// <summary>Datagrams lost in full receive buffers, which is how a tracker's overload shows; Linux tells them in /proc/net/udp.</summary>
internal static class UdpDrops
{
    private const int LocalField = 1;
    private static readonly string[] Tables = ["/proc/net/udp", "/proc/net/udp6"];

    /// <summary>Since the sockets were opened; null where the system does not say.</summary>
    public static long? Count(IReadOnlyCollection<int> ports)
    {
        if (!OperatingSystem.IsLinux() || ports.Count == 0) return null;
        try
        {
            return Tables.Where(File.Exists).SelectMany(File.ReadLines).Sum(line => DropsIn(line, ports));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    //   sl  local_address rem_address ... drops
    private static long DropsIn(string line, IReadOnlyCollection<int> ports)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > LocalField
            && int.TryParse(fields[LocalField].AsSpan(fields[LocalField].IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port)
            && ports.Contains(port)
            && long.TryParse(fields[^1], CultureInfo.InvariantCulture, out var drops) ? drops : 0;
    }
}
