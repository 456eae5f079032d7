using System.Net;

namespace Shoal.Tracker;

/// <summary>Who asks, where proxies stand between: X-Forwarded-For, believed only from a proxy that the operator named.</summary>
internal static class ClientAddress
{
    /// <summary>4 or 16 bytes.</summary>
    public static byte[] Of(EndPoint? remote) => Plain((remote as IPEndPoint)?.Address ?? IPAddress.None);

    /// <summary>An IPv4 address in IPv6 clothes is an IPv4 address.</summary>
    public static byte[] Plain(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();

    /// <summary>
    /// From the right, each named proxy vouches for who stands before it; the first that is no proxy is the client. What stands further
    /// left anybody may have written.
    /// </summary>
    /// <param name="forwarded">The header; several addresses are parted by commas.</param>
    /// <param name="remote">Where the connection comes from: a named proxy.</param>
    /// <param name="proxies">Who is believed.</param>
    public static byte[] Forwarded(ReadOnlySpan<byte> forwarded, byte[] remote, AddressSet proxies)
    {
        var client = remote;
        while (!forwarded.IsEmpty)
        {
            var comma = forwarded.LastIndexOf((byte)',');
            var text = forwarded[(comma + 1)..].Trim((byte)' ');
            forwarded = comma < 0 ? default : forwarded[..comma];
            if (!IPAddress.TryParse(text, out var address)) return client;
            client = Plain(address);
            if (!proxies.Contains(client)) return client;
        }

        return client;
    }
}
