using System.Net;
using System.Text;

namespace Shoal.Tracker.Tests;

public sealed class ProxyHeaderTests
{
    // The worst lines of version 1 that proxy-protocol.txt, 2.1, has.
    private const string Unknown = "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n";
    private const string Longest6 = "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";
    private const string Longest4 = "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n";

    [Theory]
    [InlineData("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", "192.168.0.1")]
    [InlineData(Longest4, "255.255.255.255")]
    [InlineData(Longest6, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n", "192.0.2.7")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData(Unknown, null)]
    public void A_line_names_the_client(string line, string? client) => Read(Encoding.ASCII.GetBytes(line), client);

    [Theory]
    [InlineData(0x21, 0x11, "C0000207 C6336401 DC04 01BB", "192.0.2.7")]
    [InlineData(0x21, 0x12, "C0000207 C6336401 DC04 01BB", "192.0.2.7")]
    [InlineData(0x21, 0x21, "20010DB8000000000000000000000007 20010DB8000000000000000000000001 DC04 01BB", "2001:db8::7")]
    [InlineData(0x21, 0x11, "C0000207 C6336401 DC04 01BB 0300044E2C8E9F", "192.0.2.7")]   // an extension behind it
    [InlineData(0x20, 0x11, "C0000207 C6336401 DC04 01BB", null)]   // LOCAL: the proxy looks whether we are well
    [InlineData(0x21, 0x00, "", null)]
    public void A_binary_header_names_the_client(byte version, byte family, string rest, string? client) => Read(Binary(version, family, Bytes(rest)), client);

    [Theory]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY TCP4\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 1 2 3\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 1 2 3 4\r\n")]
    [InlineData("PROXY TCP4 nobody 192.0.2.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 65536 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 -1 2\r\n")]
    public void A_line_that_makes_no_sense_is_bad(string line) => Bad(Encoding.ASCII.GetBytes(line));

    [Theory]
    [InlineData(0x11, 0x11, 12)]   // another version
    [InlineData(0x31, 0x11, 12)]
    [InlineData(0x21, 0x11, 11)]   // less than its family needs
    [InlineData(0x21, 0x21, 35)]
    public void A_binary_header_that_makes_no_sense_is_bad(byte version, byte family, int length) => Bad(Binary(version, family, new byte[length]));

    [Fact]
    public void A_line_is_read_up_to_its_limit_and_no_further()
    {
        Assert.Equal(HttpRequestStatus.NeedMoreData, Status(Line(106)));
        Bad(Line(107));
        Bad(Line(108));
        Assert.True(Longest6.Length <= 107);
    }

    [Fact]
    public void A_binary_header_is_read_up_to_its_limit_and_no_further()
    {
        Read(Binary(0x21, 0x11, new byte[ProxyHeader.MaxBytes - 16]), "0.0.0.0");
        Bad(Binary(0x21, 0x11, new byte[ProxyHeader.MaxBytes - 15]));
        Bad(Binary(0x21, 0x11, new byte[60_000])[..16]);   // refused before its bytes are awaited
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n")]
    [InlineData("")]
    public void What_is_no_header_is_left_alone(string text)
    {
        Assert.Equal(HttpRequestStatus.Complete, ProxyHeader.TryRead(Encoding.ASCII.GetBytes(text), out var length, out var client));
        Assert.Equal((0, null), (length, client));
    }

    [Fact]
    public void Cut_anywhere_it_wants_more()
    {
        foreach (var whole in (byte[][])[Encoding.ASCII.GetBytes(Longest4), Encoding.ASCII.GetBytes(Unknown), Binary(0x21, 0x11, new byte[12]), Binary(0x21, 0x21, new byte[40])])
        {
            for (var cut = 1; cut < whole.Length; cut++) Assert.True(HttpRequestStatus.NeedMoreData == Status(whole.AsSpan(0, cut)), $"{cut} of {whole.Length}");
        }
    }

    [Fact]
    public void Random_bytes_of_every_length_never_throw()
    {
        var random = new Random(17);
        byte[][] starts = [[], "PROXY "u8.ToArray(), "PROXY TCP4 "u8.ToArray(), Binary(0x21, 0x11, [])[..12], Binary(0x21, 0x21, [])];
        for (var round = 0; round < 50; round++)
        {
            for (var length = 0; length <= 256; length++)
            {
                var bytes = new byte[length];
                random.NextBytes(bytes);
                var start = starts[round % starts.Length];
                start.AsSpan(0, Math.Min(start.Length, length)).CopyTo(bytes);
                if (ProxyHeader.TryRead(bytes, out var end, out var client) == HttpRequestStatus.Complete) Assert.True(end <= length && client is null or { Length: 4 or 16 }, $"round {round} length {length}");
            }
        }
    }

    private static byte[] Line(int length) => Encoding.ASCII.GetBytes("PROXY TCP6 ".PadRight(length, 'f'));

    private static byte[] Binary(byte version, byte family, byte[] rest) => [.. "\r\n\r\n\0\r\nQUIT\n"u8, version, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static HttpRequestStatus Status(ReadOnlySpan<byte> bytes) => ProxyHeader.TryRead(bytes, out _, out _);

    // Whatever follows a header is the client's.
    private static void Read(byte[] header, string? expected)
    {
        Assert.Equal(HttpRequestStatus.Complete, ProxyHeader.TryRead([.. header, .. "GET /"u8], out var length, out var client));
        Assert.Equal((header.Length, expected), (length, client is null ? null : new IPAddress(client).ToString()));
    }

    private static void Bad(byte[] bytes) => Assert.Equal(HttpRequestStatus.Bad, Status(bytes));
}
