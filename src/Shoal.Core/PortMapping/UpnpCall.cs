using System.Globalization;
using System.Security;
using System.Text;

namespace Shoal.Core.PortMapping;

/// <summary>Calls to a gateway and their answers: SOAP, as far as UPnP uses it.</summary>
public static class UpnpCall
{
    /// <summary>Longest answer, in bytes.</summary>
    public const int MaxReplyBytes = 64 * 1024;

    /// <summary>Elements of an answer kept.</summary>
    public const int MaxValues = 32;

    /// <summary>The body of a call.</summary>
    /// <param name="serviceType">The service's full name.</param>
    /// <param name="action">What to do.</param>
    /// <param name="arguments">In the order the service defines.</param>
    public static byte[] Write(string serviceType, string action, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var text = new StringBuilder("<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"")
            .Append(" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>")
            .Append(CultureInfo.InvariantCulture, $"<u:{action} xmlns:u=\"{SecurityElement.Escape(serviceType)}\">");
        foreach (var (name, value) in arguments) text.Append(CultureInfo.InvariantCulture, $"<{name}>{SecurityElement.Escape(value)}</{name}>");
        return Encoding.UTF8.GetBytes(text.Append(CultureInfo.InvariantCulture, $"</u:{action}></s:Body></s:Envelope>\r\n").ToString());
    }

    /// <summary>Reads an answer, an error's too; false when it is no XML, or too much of it.</summary>
    public static bool TryReadReply(byte[] document, out UpnpReply reply)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var isXml = document.Length <= MaxReplyBytes && UpnpXml.TryRead(document, (name, text, _) =>
        {
            if (text is not null && values.Count < MaxValues) values.TryAdd(name, text);
        });
        var code = values.TryGetValue("errorCode", out var said) && int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : values.ContainsKey("faultcode") ? 501
            : 0;
        reply = new UpnpReply(code, values);
        return isXml;
    }
}
