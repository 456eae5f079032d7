using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Primitives;

public class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:43", "127.0.0.1", 43)]
    [InlineData("[::1]:45", "::1", 45)]
    [InlineData("a-b.example:65535", "a-b.example", 65535)]
    public void A_host_and_a_port_come_back_as_written(string text, string host, int port)
    {
        Assert.True(HostPort.TryParse(text, out var parsed));
        Assert.Equal(new HostPort(host, port), parsed);
        Assert.Equal(text, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData(":1")]
    [InlineData("a:0")]
    [InlineData("a:65536")]
    [InlineData("a:-1")]
    [InlineData("a: 1")]
    [InlineData("<a>:1")]
    [InlineData("[::1:1")]
    [InlineData("[]:1")]
    [InlineData("[zz::]:1")]
    [InlineData("é.example:1")]
    public void Anything_else_is_none(string text) => Assert.False(HostPort.TryParse(text, out _));
}
