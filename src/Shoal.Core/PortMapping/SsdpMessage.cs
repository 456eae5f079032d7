using System.Text;

namespace Shoal.Core.PortMapping;

/// <summary>The search of UPnP, SSDP (UPnP Device Architecture 1.1, section 1.3): HTTP's form in datagrams.</summary>
public static class SsdpMessage
{
    /// <summary>Where devices listen: 239.255.255.250, this port.</summary>
    public const int Port = 1900;

    /// <summary>Longest answer looked at, in bytes.</summary>
    public const int MaxBytes = 2_048;

    /// <summary>Headers looked at.</summary>
    public const int MaxHeaders = 64;

    /// <summary>What gateways answer to, newer first; devices of the second version answer to the first too.</summary>
    public static readonly IReadOnlyList<string> Targets =
    [
        "urn:schemas-upnp-org:device:InternetGatewayDevice:2", "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
    ];

    /// <param name="target">Of <see cref="Targets"/>.</param>
    /// <param name="waitSeconds">Devices answer after a chance part of this ("MX").</param>
    public static byte[] Search(string target, int waitSeconds) => Encoding.ASCII.GetBytes(
        $"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:{Port}\r\nMAN: \"ssdp:discover\"\r\nMX: {waitSeconds}\r\nST: {target}\r\n\r\n");

    /// <summary>Reads an answer; false for anything else, and for one without a usable location.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> datagram, out SsdpReply reply)
    {
        reply = default;
        if (datagram.Length > MaxBytes || !datagram.StartsWith("HTTP/1."u8)) return false;
        Uri? location = null;
        var (target, count, isStatus) = ("", 0, true);
        foreach (var range in datagram.Split((byte)'\n'))
        {
            var line = datagram[range].TrimEnd((byte)'\r');
            if (isStatus && !IsOk(line)) return false;
            var isFirst = isStatus;
            isStatus = false;
            if (isFirst) continue;
            if (line.IsEmpty || ++count > MaxHeaders) break;
            var colon = line.IndexOf((byte)':');
            if (colon < 0) continue;
            var name = line[..colon];
            var value = Encoding.ASCII.GetString(line[(colon + 1)..]).Trim();
            if (Ascii.EqualsIgnoreCase(name, "location"u8)) Uri.TryCreate(value, UriKind.Absolute, out location);
            else if (Ascii.EqualsIgnoreCase(name, "st"u8)) target = value;
        }

        if (location is null || location.Scheme != Uri.UriSchemeHttp || location.UserInfo.Length > 0) return false;
        reply = new SsdpReply(location, target);
        return true;
    }

    private static bool IsOk(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        return space > 0 && line[(space + 1)..].StartsWith("200"u8);
    }
}
