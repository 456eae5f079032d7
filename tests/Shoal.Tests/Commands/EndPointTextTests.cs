namespace Shoal.Commands;

public sealed class EndPointTextTests
{
    [Theory]
    [InlineData("0.0.0.0:6881", "0.0.0.0:6881")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::1]:6881", "[::1]:6881")]
    [InlineData("6881", "[::]:6881")]
    [InlineData(":6881", "[::]:6881")]
    public void An_address_to_listen_on_is_read(string text, string expected)
    {
        Assert.True(EndPointText.TryParseListen(text, out var endPoint));
        Assert.Equal(expected, endPoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:6881")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:6881")]
    [InlineData("[]:6881")]
    public void What_is_no_address_to_listen_on_is_refused(string text) => Assert.False(EndPointText.TryParseListen(text, out _));

    [Theory]
    [InlineData("192.0.2.7:6881", "192.0.2.7", 6881)]
    [InlineData("[2001:db8::7]:1", "2001:db8::7", 1)]
    [InlineData("seed.example:65535", "seed.example", 65535)]
    public void A_peer_is_a_host_and_a_port(string text, string host, int port)
    {
        Assert.True(EndPointText.TryParsePeer(text, out var peer));
        Assert.Equal((host, port), (peer.Host, peer.Port));
    }

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("192.0.2.7:0")]
    [InlineData("seed.example:")]
    [InlineData(":6881")]
    [InlineData("2001:db8::7:6881")]
    [InlineData("a b:1")]
    public void What_is_no_peer_is_refused(string text) => Assert.False(EndPointText.TryParsePeer(text, out _));
}
