namespace Shoal.Core.PortMapping;

/// <summary>What a gateway says it can do: the services that map ports (UPnP IGD 1 and 2).</summary>
public static class UpnpDescription
{
    /// <summary>Longest description, in bytes.</summary>
    public const int MaxBytes = UpnpXml.MaxBytes;

    /// <summary>Services looked at.</summary>
    public const int MaxServices = 64;

    private static readonly string[] Known =
    [
        "urn:schemas-upnp-org:service:WANIPConnection:2", "urn:schemas-upnp-org:service:WANIPConnection:1",
        "urn:schemas-upnp-org:service:WANPPPConnection:1",
    ];

    /// <summary>Finds the services that map ports, the best first. Control URLs that lead to another host are not taken (threats row 9).</summary>
    /// <param name="document">XML, as it came.</param>
    /// <param name="location">Where it came from.</param>
    /// <param name="services">Empty when there are none.</param>
    /// <returns>False when it is no XML, or too much of it.</returns>
    public static bool TryRead(byte[] document, Uri location, out IReadOnlyList<UpnpService> services)
    {
        var found = new List<UpnpService>();
        var (type, control, @base, seen) = ("", "", location, 0);
        var isXml = UpnpXml.TryRead(document, (name, text, isEnd) =>
        {
            if (isEnd && name == "service")
            {
                if (++seen <= MaxServices && Array.IndexOf(Known, type) >= 0 && Resolve(@base, location, control) is { } url) found.Add(new UpnpService(type, url));
                (type, control) = ("", "");
            }
            else if (text is null) return;
            else if (name == "serviceType") type = text;
            else if (name == "controlURL") control = text;
            else if (name == "URLBase" && Uri.TryCreate(text, UriKind.Absolute, out var given)) @base = given;
        });
        services = [.. found.OrderBy(service => Array.IndexOf(Known, service.Type))];
        return isXml;
    }

    private static Uri? Resolve(Uri @base, Uri location, string control)
    {
        if (control.Length == 0 || !Uri.TryCreate(@base, control, out var url)) return null;
        return url.Scheme == Uri.UriSchemeHttp && url.Host == location.Host && url.UserInfo.Length == 0 ? url : null;
    }
}
