using System.Net;
using System.Text;
using System.Threading.Channels;
using Shoal.Core.Dht;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Network;

public sealed class DatagramSocketTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task The_first_byte_says_whose_a_datagram_is(string host)
    {
        var (dht, utp) = (new Listener(), new Listener());
        await using var there = Open(host);
        (there.Dht, there.Utp) = (dht, utp);
        there.Start();
        await using var here = Open(host);
        var to = NodeAddress.From(there.Address);

        here.Send(to, "x: nobody's"u8);
        here.Send(to, []);
        here.Send(to, "d1:a"u8);
        here.Send(to, [0x41, 0, 1, 2]);
        here.Send(to, [0x51, 9, 9, 9]);   // no such type
        here.Send(to, "de"u8);

        Assert.Equal((NodeAddress.From(here.Address), "d1:a"), await dht.NextAsync());
        Assert.Equal((NodeAddress.From(here.Address), "de"), await dht.NextAsync());
        Assert.Equal((NodeAddress.From(here.Address), "A\0\u0001\u0002"), await utp.NextAsync());
        Assert.False(utp.HasMore);
    }

    [Fact]
    public async Task Sending_where_nobody_can_be_reached_or_when_closed_is_silent()
    {
        var socket = Open("127.0.0.1");
        socket.Send(NodeAddress.From(IPAddress.Parse("::1"), 9), "d"u8);
        socket.Send(NodeAddress.From(IPAddress.Loopback, 9), "d"u8);
        socket.Start();
        await socket.DisposeAsync();

        socket.Send(NodeAddress.From(IPAddress.Loopback, 9), "d"u8);
    }

    [Fact]
    public async Task A_socket_beside_each_listener_has_its_port_where_that_is_free()
    {
        await using var taken = Open("127.0.0.1");

        var opened = DatagramSockets.Open(new SocketFactory(), [taken.Address, new IPEndPoint(IPAddress.IPv6Loopback, 0)]);

        Assert.Equal(2, opened.Count);
        Assert.NotEqual(taken.Address.Port, opened[0].Address.Port);
        foreach (var socket in opened) await socket.DisposeAsync();
    }

    private static DatagramSocket Open(string host) => new(new SocketFactory().CreateUdp(new IPEndPoint(IPAddress.Parse(host), 0)));

    private sealed class Listener : IDatagramTaker
    {
        private readonly Channel<(NodeAddress, string)> _heard = Channel.CreateUnbounded<(NodeAddress, string)>();

        public bool HasMore => _heard.Reader.TryPeek(out _);

        public void Take(DatagramSocket socket, NodeAddress from, ReadOnlySpan<byte> datagram) =>
            _heard.Writer.TryWrite((from, Encoding.Latin1.GetString(datagram)));

        public Task<(NodeAddress, string)> NextAsync() => _heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
