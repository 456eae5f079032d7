using System.Text;
using Shoal.Core.PortMapping;

namespace Shoal.Fuzz.Targets;

internal static class PortMappingTargets
{
    private static readonly Uri Location = new("http://192.168.1.1:5000/root.xml");

    public static FuzzTarget[] All =>
    [
        new("pcp", () =>
        [
            Convert.FromHexString("02810000000000780000004D0000000000000000000000000102030405060708090A0B0C060000001AE19C4000000000000000000000FFFFCB007107"),
            Convert.FromHexString("008200000000004D1AE19C4000000E10"), Convert.FromHexString("008000000000004DCB007107"), Convert.FromHexString("0081000100000000"),
        ], RunPcp) { MaxInputBytes = PcpMessage.MaxBytes + 8 },
        new("ssdp", () => Corpus.Texts(
            "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLocation: http://192.168.1.1:5000/root.xml\r\n\r\n"), RunSsdp)
        {
            Words = [.. new[] { "HTTP/1.1 200 ", "\r\n", ":", "location:", "http://", "https://", "@", "[::1]", "ST:" }.Select(Corpus.Latin)], MaxInputBytes = 4_096,
        },
        new("upnp", () => Corpus.Texts(
            "<root><URLBase>http://192.168.1.1/</URLBase><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:2</serviceType><controlURL>/ctl</controlURL></service></root>",
            "<s:Envelope xmlns:s=\"s\"><s:Body><s:Fault><faultcode>c</faultcode><detail><errorCode>718</errorCode></detail></s:Fault></s:Body></s:Envelope>"), RunUpnp)
        {
            Words = [.. new[] { "<service>", "</service>", "<controlURL>", "//", "http://10.0.0.1/", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "<![CDATA[", "]]>", "<?x?>", "xmlns:u=" }.Select(Corpus.Latin)],
        },
        new("routes", () => Corpus.Texts(
            "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003 eth0\n"), RunRoutes),
    ];

    private static int RunPcp(byte[] input)
    {
        var isPcp = PcpMessage.TryReadReply(input, out var pcp);
        var isNatPmp = NatPmpMessage.TryReadReply(input, out var natPmp);
        Promise.Holds(!(isPcp && isNatPmp), "an answer is in one protocol");
        Promise.Holds(!isPcp || pcp.ExternalPort is >= 0 and < 65_536, "a port is one");
        return HashCode.Combine(isPcp, isNatPmp, isPcp ? pcp.Result : default, isNatPmp ? natPmp.Problem.Length : 0, PcpMessage.IsWrongVersion(input));
    }

    private static int RunSsdp(byte[] input)
    {
        var read = SsdpMessage.TryReadReply(input, out var reply);
        Promise.Holds(!read || (reply.Location.Scheme == "http" && reply.Location.UserInfo.Length == 0), "a location is a plain web address");
        return HashCode.Combine(read, read ? reply.Target.Length : 0);
    }

    private static int RunUpnp(byte[] input)
    {
        var described = UpnpDescription.TryRead(input, Location, out var services);
        Promise.Holds(services.All(service => service.Control.Host == Location.Host && service.Control.Scheme == "http"), "calls go where the description came from");
        var answered = UpnpCall.TryReadReply(input, out var reply);
        Promise.Holds(reply.Values.Count <= UpnpCall.MaxValues, "values are bounded");
        return HashCode.Combine(described, Math.Min(services.Count, 3), answered, reply.ErrorCode == 0);
    }

    private static int RunRoutes(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var (v4, v6) = (DefaultRoutes.ReadV4(text), DefaultRoutes.ReadV6(text));
        Promise.Holds(v4.Count <= DefaultRoutes.MaxRoutes && v6.Count <= DefaultRoutes.MaxRoutes, "routes are bounded");
        return HashCode.Combine(Math.Min(v4.Count, 3), Math.Min(v6.Count, 3));
    }
}
