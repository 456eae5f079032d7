using System.Text;
using Shoal.Core.PortMapping;

namespace Shoal.Core.Tests.PortMapping;

public class UpnpTests
{
    private const string Answer =
        "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nEXT:\r\nLocation: http://192.168.1.1:5000/root.xml\r\n\r\n";

    private const string Description = """
        <?xml version="1.0"?>
        <root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major></specVersion>
         <device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><friendlyName>A &amp; B</friendlyName>
          <serviceList><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType><controlURL>/ctl/L3F</controlURL></service></serviceList>
          <deviceList><device><deviceList><device><serviceList>
            <service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType><controlURL>/ctl/PPP</controlURL></service>
            <service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:2</serviceType><controlURL>ctl/IPConn?x=1</controlURL></service>
          </serviceList></device></deviceList></device></deviceList></device></root>
        """;

    private static readonly Uri Location = new("http://192.168.1.1:5000/root.xml");

    [Fact]
    public void A_search_is_HTTP_in_a_datagram() => Assert.Equal(
        "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 2\r\nST: urn:x\r\n\r\n", Encoding.ASCII.GetString(SsdpMessage.Search("urn:x", 2)));

    [Fact]
    public void An_answer_says_where_the_description_is()
    {
        Assert.True(SsdpMessage.TryReadReply(Encoding.ASCII.GetBytes(Answer), out var reply));
        Assert.Equal((Location, SsdpMessage.Targets[1]), (reply.Location, reply.Target));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 No\r\nLocation: http://192.168.1.1/\r\n\r\n")]
    [InlineData("NOTIFY * HTTP/1.1\r\nLocation: http://192.168.1.1/\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nST: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLocation: /root.xml\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLocation: https://192.168.1.1/\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLocation: file:///etc/passwd\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLocation: http://user@192.168.1.1/\r\n\r\n")]
    public void Something_else_is_no_answer(string text) => Assert.False(SsdpMessage.TryReadReply(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Threat_row_22_answers_cut_anywhere_too_long_or_random_never_throw()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        var whole = Encoding.ASCII.GetBytes(Answer);
        for (var length = 0; length < whole.Length; length++) SsdpMessage.TryReadReply(whole.AsSpan(0, length), out _);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            SsdpMessage.TryReadReply([.. "HTTP/1.1 200 "u8, .. bytes], out _);
        }

        Assert.False(SsdpMessage.TryReadReply([.. whole, .. new byte[SsdpMessage.MaxBytes]], out _));
    }

    [Fact]
    public void The_best_service_that_maps_ports_is_found()
    {
        Assert.True(UpnpDescription.TryRead(Encoding.UTF8.GetBytes(Description), Location, out var services));
        Assert.Equal(["http://192.168.1.1:5000/ctl/IPConn?x=1", "http://192.168.1.1:5000/ctl/PPP"], services.Select(service => service.Control.AbsoluteUri));
        Assert.Equal([true, false], services.Select(service => service.PicksPorts));
    }

    [Theory]
    [InlineData("<controlURL>ctl/IPConn?x=1", "<controlURL>http://10.0.0.9/ctl")]
    [InlineData("<controlURL>ctl/IPConn?x=1", "<controlURL>//evil.example/ctl")]
    [InlineData("<controlURL>ctl/IPConn?x=1", "<controlURL>https://192.168.1.1/ctl")]
    [InlineData("<specVersion>", "<URLBase>http://127.0.0.1:80/</URLBase><specVersion>")]
    public void Threat_row_9_a_control_URL_that_leads_elsewhere_is_not_taken(string from, string to)
    {
        var document = Encoding.UTF8.GetBytes(Description.Replace(from, to, StringComparison.Ordinal));
        Assert.True(UpnpDescription.TryRead(document, Location, out var services));
        Assert.DoesNotContain(services, service => service.Control.Host != "192.168.1.1" || service.Control.Scheme != "http" || service.PicksPorts);
    }

    [Theory]
    [InlineData("<!DOCTYPE root [<!ENTITY a \"aaaa\">]><root>&a;</root>")]
    [InlineData("<!DOCTYPE root SYSTEM \"http://evil.example/x.dtd\"><root/>")]
    [InlineData("<root>&unknown;</root>")]
    [InlineData("<root>")]
    [InlineData("no xml")]
    [InlineData("")]
    public void Threat_row_22_XML_that_declares_refers_or_breaks_is_refused(string text)
    {
        Assert.False(UpnpDescription.TryRead(Encoding.UTF8.GetBytes(text), Location, out _));
        Assert.False(UpnpCall.TryReadReply(Encoding.UTF8.GetBytes(text), out _));
    }

    [Fact]
    public void Threat_row_22_XML_that_is_deep_long_or_cut_ends_quietly()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 50_000));
        Assert.False(UpnpDescription.TryRead(Encoding.UTF8.GetBytes(deep), Location, out _));
        Assert.False(UpnpDescription.TryRead(new byte[UpnpDescription.MaxBytes + 1], Location, out _));
        var whole = Encoding.UTF8.GetBytes(Description);
        for (var length = 0; length < whole.Length; length++) Assert.False(UpnpDescription.TryRead(whole[..length], Location, out _));
    }

    [Fact]
    public void A_call_says_its_arguments_in_order_and_escaped()
    {
        var text = Encoding.UTF8.GetString(UpnpCall.Write("urn:s:1", "AddPortMapping", ("NewExternalPort", "6881"), ("NewPortMappingDescription", "<&>")));
        Assert.Contains(
            "<u:AddPortMapping xmlns:u=\"urn:s:1\"><NewExternalPort>6881</NewExternalPort><NewPortMappingDescription>&lt;&amp;&gt;</NewPortMappingDescription></u:AddPortMapping>",
            text, StringComparison.Ordinal);
        Assert.True(UpnpCall.TryReadReply(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal("<&>", read.Values["NewPortMappingDescription"]);
    }

    [Theory]
    [InlineData("<s:Fault><faultcode>s:Client</faultcode><detail><UPnPError><errorCode>718</errorCode></UPnPError></detail></s:Fault>", 718, "another computer has the port")]
    [InlineData("<s:Fault><faultcode>s:Client</faultcode></s:Fault>", 501, "it failed")]
    [InlineData("<u:AddPortMappingResponse xmlns:u=\"x\"/>", 0, "")]
    public void An_answer_says_what_went_wrong(string body, int code, string problem)
    {
        Assert.True(UpnpCall.TryReadReply(Encoding.UTF8.GetBytes($"<s:Envelope xmlns:s=\"s\"><s:Body>{body}</s:Body></s:Envelope>"), out var reply));
        Assert.Equal((code, problem), (reply.ErrorCode, reply.Problem));
    }

    [Fact]
    public void An_answer_with_more_values_than_any_is_cut()
    {
        var many = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"<v{i}>x</v{i}>"));
        Assert.True(UpnpCall.TryReadReply(Encoding.UTF8.GetBytes($"<r>{many}</r>"), out var reply));
        Assert.Equal(UpnpCall.MaxValues, reply.Values.Count);
    }
}
