using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Shoal.Core.PortMapping;

/// <summary>Reads the default routes out of Linux's routing tables as /proc/net shows them; lines that make no sense are passed over.</summary>
public static class DefaultRoutes
{
    /// <summary>Default routes kept.</summary>
    public const int MaxRoutes = 64;

    private const uint RTF_UP = 1;
    private const uint RTF_GATEWAY = 2;

    /// <summary>/proc/net/route: "eth0 destination gateway flags refcnt use metric mask ...", addresses in the byte order of the machine.</summary>
    public static IReadOnlyList<Route> ReadV4(string text)
    {
        var routes = new List<Route>();
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (routes.Count == MaxRoutes) break;
            if (fields.Length < 8 || !TryHex(fields[1], out var destination) || !TryHex(fields[2], out var gateway) || !TryHex(fields[3], out var flags)) continue;
            if (!TryHex(fields[7], out var mask) || !uint.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out var metric)) continue;
            if (destination != 0 || mask != 0 || gateway == 0 || (flags & (RTF_UP | RTF_GATEWAY)) != (RTF_UP | RTF_GATEWAY)) continue;
            var bytes = new byte[4];
            if (BitConverter.IsLittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(bytes, gateway);
            else BinaryPrimitives.WriteUInt32BigEndian(bytes, gateway);
            routes.Add(new Route(fields[0], new IPAddress(bytes), metric));
        }

        return Sorted(routes);
    }

    /// <summary>/proc/net/ipv6_route: "destination length source length gateway metric refcnt use flags eth0", addresses in network order.</summary>
    public static IReadOnlyList<Route> ReadV6(string text)
    {
        var routes = new List<Route>();
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (routes.Count == MaxRoutes) break;
            if (fields.Length < 10 || fields[0].Trim('0').Length > 0 || fields[1] != "00" || fields[4].Length != 32) continue;
            if (!TryHex(fields[5], out var metric) || !TryHex(fields[8], out var flags) || (flags & (RTF_UP | RTF_GATEWAY)) != (RTF_UP | RTF_GATEWAY)) continue;
            var bytes = new byte[16];
            if (Convert.FromHexString(fields[4], bytes, out _, out _) != System.Buffers.OperationStatus.Done || bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0) continue;
            routes.Add(new Route(fields[9], new IPAddress(bytes), metric));
        }

        return Sorted(routes);
    }

    private static List<Route> Sorted(List<Route> routes) => [.. routes.OrderBy(route => route.Metric)];

    private static bool TryHex(string field, out uint value) => uint.TryParse(field, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
