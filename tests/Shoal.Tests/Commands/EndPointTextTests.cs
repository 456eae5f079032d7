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
}
