using System.Text;
using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Trackers;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("+OK\r\n", '+', "OK", 0, 0)]
    [InlineData("-MOVED 1 a:2\r\n", '-', "MOVED 1 a:2", 0, 0)]
    [InlineData(":-12\r\n", ':', "", -12, 0)]
    [InlineData("$5\r\na\r\nbc\r\n", '$', "a\r\nbc", 0, 0)]
    [InlineData("$-1\r\n", '$', "", 0, 0)]
    [InlineData("*0\r\n", '*', "", 0, 0)]
    [InlineData("*3\r\n$1\r\nx\r\n:5\r\n$-1\r\n", '*', "", 0, 3)]
    public void What_servers_say_is_read_and_cut_anywhere_wants_more(string text, char kind, string expected, long number, int items)
    {
        var bytes = Encoding.ASCII.GetBytes(text + "+next\r\n");

        Assert.True(RespReader.TryRead(bytes, out var reply, out var length));
        Assert.Equal((kind, expected, number, items, text.Length), (reply!.Kind, Encoding.ASCII.GetString(reply.Text), reply.Number, reply.Items.Count, length));
        for (var cut = 0; cut < text.Length; cut++)
        {
            Assert.True(RespReader.TryRead(bytes.AsSpan(0, cut), out reply, out _));
            Assert.Null(reply);
        }
    }

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("*10001\r\n")]
    [InlineData("*1\r\n*1\r\n")]
    [InlineData(":1x\r\n")]
    [InlineData("$1\r\nabc")]
    [InlineData("\r\n")]
    public void What_is_no_reply_or_beyond_the_limits_is_refused(string text) =>
        Assert.False(RespReader.TryRead(Encoding.ASCII.GetBytes(text), out _, out _));

    [Fact]
    public void Random_bytes_of_every_length_never_throw()
    {
        var random = new Random(41);
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = new byte[round % 257];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)"+-:$*\r\n0123456789x"[random.Next(18)];
            RespReader.TryRead(bytes, out _, out _);
        }
    }
}
