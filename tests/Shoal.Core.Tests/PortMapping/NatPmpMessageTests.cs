using System.Net;
using Shoal.Core.PortMapping;

namespace Shoal.Core.Tests.PortMapping;

public class NatPmpMessageTests
{
    [Theory]
    [InlineData(MappedTransport.Udp, 7_200u, "000100001AE11AE200001C20")]
    [InlineData(MappedTransport.Tcp, 7_200u, "000200001AE11AE200001C20")]
    [InlineData(MappedTransport.Tcp, 0u, "000200001AE1000000000000")]
    public void A_request_is_laid_out_as_RFC_6886_draws_it(MappedTransport transport, uint lifetime, string hex)
    {
        var bytes = new byte[NatPmpMessage.MapRequestBytes];
        NatPmpMessage.WriteMapRequest(bytes, new MapRequest(transport, 6881, 6882, lifetime));
        Assert.Equal(hex, Convert.ToHexString(bytes));
    }

    [Fact]
    public void The_address_is_asked_for_with_two_zeros()
    {
        byte[] bytes = [9, 9];
        NatPmpMessage.WriteAddressRequest(bytes);
        Assert.Equal([0, 0], bytes);
    }

    [Fact]
    public void An_answer_says_what_was_granted()
    {
        Assert.True(NatPmpMessage.TryReadReply(Convert.FromHexString("00820000" + "0000004D" + "1AE19C40" + "00000E10"), out var reply));
        Assert.Equal(
            (0, 77u, MappedTransport.Tcp, 6881, 40_000, 3_600u),
            (reply.Result, reply.EpochSeconds, reply.Transport, reply.InternalPort, reply.ExternalPort, reply.LifetimeSeconds));
    }

    [Fact]
    public void An_answer_says_the_address()
    {
        Assert.True(NatPmpMessage.TryReadReply(Convert.FromHexString("00800000" + "0000004D" + "CB007107"), out var reply));
        Assert.Equal(IPAddress.Parse("203.0.113.7"), reply.ExternalAddress);
        Assert.Equal(MappedTransport.None, reply.Transport);
    }

    [Fact]
    public void An_error_needs_no_more_than_its_first_words()
    {
        Assert.True(NatPmpMessage.TryReadReply(Convert.FromHexString("008200020000004D"), out var reply));
        Assert.Equal("it is switched off there", reply.Problem);
    }

    [Theory]
    [InlineData("00820000" + "0000004D" + "1AE19C40" + "00000E10")]
    [InlineData("00800000" + "0000004D" + "CB007107")]
    public void Cut_anywhere_it_is_no_answer(string hex)
    {
        var whole = Convert.FromHexString(hex);
        for (var length = 0; length < whole.Length; length++) Assert.False(NatPmpMessage.TryReadReply(whole.AsSpan(0, length), out _), $"at {length}");
    }

    [Theory]
    [InlineData("0002000000000000000000000000000000")]
    [InlineData("0182000000000000000000000000000000")]
    [InlineData("0083000000000000000000000000000000")]
    public void Something_else_is_no_answer(string hex) => Assert.False(NatPmpMessage.TryReadReply(Convert.FromHexString(hex), out _));

    [Fact]
    public void Random_bytes_of_every_length_never_throw()
    {
        const int Seed = 4;
        var random = new Random(Seed);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            NatPmpMessage.TryReadReply(bytes, out _);
            if (length > 1) (bytes[0], bytes[1]) = (0, (byte)(0x80 | (length % 3)));
            NatPmpMessage.TryReadReply(bytes, out _);
        }
    }
}
