using System.Net;
using System.Net.Sockets;
using Shoal.Core.PortMapping;
using Shoal.Engine.Discovery.PortMapping;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Discovery.PortMapping;

public sealed class GatewayThreatTests : IDisposable
{
    private static readonly Gateway Loopback = new(IPAddress.Loopback, IPAddress.Loopback);
    private static readonly MapRequest Request = new(MappedTransport.Tcp, 6881, 6881, 60);

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public GatewayThreatTests() => _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private int Port => ((IPEndPoint)_server.LocalEndPoint!).Port;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_request_that_was_lost_is_sent_again_and_an_answer_to_somebody_else_is_not_taken()
    {
        using var mapper = new PcpMapper(new GatewaySocket(new SocketFactory(), Loopback, TimeProvider.System, Port), TimeProvider.System);
        var mapping = mapper.MapAsync(Request, default);
        await ReceiveAsync();                                    // lost
        var (request, from) = await ReceiveAsync();
        var forged = Reply(request, port: 6666);
        forged[24] ^= 1;                                         // another nonce
        await _server.SendToAsync(forged, from);
        await _server.SendToAsync(new byte[] { 1, 2, 3 }, from);
        await _server.SendToAsync(Reply(request, port: 40_000), from);

        Assert.Equal(40_000, (await mapping.WaitAsync(TimeSpan.FromSeconds(10))).ExternalPort);
    }

    [Fact]
    public async Task A_gateway_that_speaks_the_forerunner_is_found_out_at_the_first_answer()
    {
        using var mapper = new PcpMapper(new GatewaySocket(new SocketFactory(), Loopback, TimeProvider.System, Port), TimeProvider.System);
        var mapping = mapper.MapAsync(Request, default);
        var (_, from) = await ReceiveAsync();
        await _server.SendToAsync(Convert.FromHexString("0081000100000000"), from);

        var refused = await Assert.ThrowsAsync<PortMappingException>(() => mapping.WaitAsync(TimeSpan.FromSeconds(10)));

        Assert.Equal("it is not spoken there", refused.Message);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_told_at_once()
    {
        var port = Port;
        _server.Dispose();
        using var mapper = new NatPmpMapper(new GatewaySocket(new SocketFactory(), Loopback, TimeProvider.System, port), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<PortMappingException>(() => mapper.MapAsync(Request, default).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("it is not spoken there", refused.Message);
    }

    [Fact]
    public async Task Threat_row_22_a_description_without_end_is_cut()
    {
        await using var server = new FakeHttpTracker { Answer = _ => FakeHttpTracker.Ok(new byte[UpnpDescription.MaxBytes + 1]) };
        using var gateway = new UpnpGateway(new SocketFactory(), Loopback, TimeProvider.System);
        await Assert.ThrowsAsync<PortMappingException>(() => gateway.DescribeAsync(new Uri(server.Url), default));
    }

    [Fact]
    public async Task Threat_row_9_a_description_that_redirects_is_not_followed()
    {
        await using var server = new FakeHttpTracker();
        server.Answer = target => target == "/announce" ? FakeHttpTracker.Redirect($"http://{server.Address}/other") : FakeHttpTracker.Ok("<root/>"u8);
        using var gateway = new UpnpGateway(new SocketFactory(), Loopback, TimeProvider.System);

        await Assert.ThrowsAsync<PortMappingException>(() => gateway.DescribeAsync(new Uri(server.Url), default));

        Assert.Equal("/announce", await server.NextTargetAsync());
        Assert.False(server.HasUnread);
    }

    [Fact]
    public async Task Threat_row_9_whatever_a_URL_says_the_gateway_itself_is_dialled()
    {
        await using var server = new FakeHttpTracker { Answer = _ => FakeHttpTracker.Ok("<root/>"u8) };
        using var gateway = new UpnpGateway(new SocketFactory(), Loopback, TimeProvider.System);

        await Assert.ThrowsAsync<PortMappingException>(() => gateway.DescribeAsync(new Uri($"http://elsewhere.example:{server.Address.Port}/x"), default));

        Assert.Equal("/x", await server.NextTargetAsync());
    }

    private async Task<(byte[] Request, EndPoint From)> ReceiveAsync()
    {
        var buffer = new byte[2_000];
        var received = await _server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0)).WaitAsync(TimeSpan.FromSeconds(10));
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }

    private static byte[] Reply(byte[] request, int port)
    {
        var reply = (byte[])request.Clone();
        (reply[1], reply[42], reply[43]) = (0x81, (byte)(port >> 8), (byte)port);
        return reply;
    }
}
