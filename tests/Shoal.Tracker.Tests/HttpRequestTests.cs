using System.Text;

namespace Shoal.Tracker.Tests;

public class HttpRequestTests
{
    private const string Announce = "GET /announce?a=%20&b HTTP/1.1\r\nHost: ::1:6969\r\nUser-Agent: x\r\n\r\n";

    [Fact]
    public void A_request_is_its_raw_target()
    {
        Assert.Equal(HttpRequestStatus.Complete, HttpRequest.TryRead(Encoding.ASCII.GetBytes(Announce + "GET /next"), out var request, out var length));

        Assert.Equal(Announce.Length, length);
        Assert.True(request.IsGet && request.KeepsAlive);
        Assert.Equal(("/announce", "a=%20&b"), (Encoding.ASCII.GetString(request.Path), Encoding.ASCII.GetString(request.Query)));
    }

    [Fact]
    public void Cut_anywhere_it_wants_more()
    {
        var bytes = Encoding.ASCII.GetBytes(Announce);
        for (var cut = 0; cut < bytes.Length; cut++)
            Assert.Equal(HttpRequestStatus.NeedMoreData, HttpRequest.TryRead(bytes.AsSpan(0, cut), out _, out _));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nCONNECTION:Close \r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", false)]
    [InlineData("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", false)]
    public void The_connection_stays_as_RFC_9112_says_and_never_after_a_body(string text, bool keepsAlive)
    {
        Assert.Equal(HttpRequestStatus.Complete, HttpRequest.TryRead(Encoding.ASCII.GetBytes(text), out var request, out _));
        Assert.Equal(keepsAlive, request.KeepsAlive);
    }

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData(" / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / SMTP/1.1\r\n\r\n")]
    [InlineData("GET  HTTP/1.1 \r\n\r\n")]
    public void What_is_no_request_is_bad(string text) =>
        Assert.Equal(HttpRequestStatus.Bad, HttpRequest.TryRead(Encoding.ASCII.GetBytes(text), out _, out _));

    [Theory]
    [InlineData(-1, HttpRequestStatus.NeedMoreData)]
    [InlineData(0, HttpRequestStatus.Bad)]
    [InlineData(1, HttpRequestStatus.Bad)]
    public void An_endless_head_is_bad_at_its_limit(int beyond, object expected) =>
        Assert.Equal((HttpRequestStatus)expected, HttpRequest.TryRead(new byte[HttpRequest.MaxHeadBytes + beyond], out _, out _));

    [Theory]
    [InlineData("x-forwarded-for", "b")]
    [InlineData("X-FORWARDED-FOR", "b")]
    [InlineData("Forwarded", "")]
    [InlineData("Empty", "")]
    public void A_header_is_found_whatever_its_case_and_of_doubles_the_last(string name, string expected)
    {
        HttpRequest.TryRead("GET / HTTP/1.1\r\nX-Forwarded-For: a\r\nno header\r\n: x\r\nEmpty:\r\nX-Forwarded-For:  b \r\n\r\n"u8, out var request, out _);
        Assert.Equal(expected, Encoding.ASCII.GetString(request.Header(Encoding.ASCII.GetBytes(name))));
    }

    [Fact]
    public void Every_length_is_taken()
    {
        for (var length = 0; length <= 256; length++)
        {
            Assert.Equal(HttpRequestStatus.NeedMoreData, HttpRequest.TryRead(new byte[length], out _, out _));
            var target = new string('a', length);
            Assert.Equal(HttpRequestStatus.Complete, HttpRequest.TryRead(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\n\r\n"), out var request, out _));
            Assert.Equal(length, request.Path.Length);
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(29);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = round % 2 == 0 ? new byte[random.Next(257)] : Encoding.ASCII.GetBytes(Announce);
            if (round % 2 == 0) random.NextBytes(bytes);
            else for (var i = 0; i < 4; i++) bytes[random.Next(bytes.Length - 4)] = (byte)random.Next(128);
            HttpRequest.TryRead(bytes, out _, out _);
        }
    }
}
