using System.Globalization;
using System.Net;

namespace Shoal.Commands;

/// <summary>Addresses and ports as people type them.</summary>
internal static class EndPointText
{
    /// <summary>An address of this machine to listen on: <c>0.0.0.0:6881</c>, <c>[::1]:6881</c>; <c>6881</c> and <c>:6881</c> mean all addresses.</summary>
    public static bool TryParseListen(string text, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.IPv6Any, 0);
        if (TryPort(text.StartsWith(':') ? text.AsSpan(1) : text, out var port))
        {
            endPoint.Port = port;
            return true;
        }

        if (!TrySplit(text, out var host, out port) || !IPAddress.TryParse(host, out var address)) return false;
        endPoint = new IPEndPoint(address, port);
        return true;
    }

    private static bool TrySplit(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon] : "";
        port = 0;
        if (colon <= 0 || !TryPort(text.AsSpan(colon + 1), out port)) return false;
        if (host.StartsWith('[') && host.EndsWith(']')) host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal)) return false;
        return host.Length > 0;
    }

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;
}
