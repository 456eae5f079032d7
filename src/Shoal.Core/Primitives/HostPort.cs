using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Shoal.Core.Primitives;

/// <summary>A host by name or address, and a port: where a torrent or a magnet says that somebody is (BEP 5, BEP 9).</summary>
/// <param name="Host">A name, an IPv4 address, or an IPv6 address without brackets.</param>
/// <param name="Port">1 to 65,535.</param>
public readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Longest host name, in characters (RFC 1035).</summary>
    public const int MaxHostLength = 253;

    /// <summary>Reads "host:port", "1.2.3.4:port" or "[v6]:port".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out HostPort result)
    {
        result = default;
        if (text is null) return false;
        var colon = text.LastIndexOf(':');
        if (colon < 1) return false;
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        return TryCreate(text.AsSpan(0, colon), port, out result);
    }

    /// <summary>Checks a host (brackets around an IPv6 address are taken off) and a port.</summary>
    public static bool TryCreate(ReadOnlySpan<char> host, long port, out HostPort result)
    {
        result = default;
        if (port is < 1 or > ushort.MaxValue) return false;
        if (host is ['[', .., ']']) host = host[1..^1];
        if (host.Length is 0 or > MaxHostLength) return false;
        if (host.Contains(':') ? !IPAddress.TryParse(host, out _) : !IsName(host)) return false;
        result = new HostPort(host.ToString(), (int)port);
        return true;
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    // ASCII only: other letters are one more way to look like somebody else.
    private static bool IsName(ReadOnlySpan<char> host)
    {
        foreach (var c in host)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')) return false;
        }

        return true;
    }
}
