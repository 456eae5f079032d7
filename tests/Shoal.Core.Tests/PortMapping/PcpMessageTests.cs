using System.Net;
using Shoal.Core.PortMapping;

namespace Shoal.Core.Tests.PortMapping;

public class PcpMessageTests
{
    private static readonly PcpNonce Nonce = new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

    private static readonly MapRequest Request = new(MappedTransport.Tcp, 6881, 6882, 3_600);

    [Fact]
    public void A_request_is_laid_out_as_RFC_6887_draws_it()
    {
        var bytes = new byte[PcpMessage.RequestBytes];
        PcpMessage.WriteRequest(bytes, IPAddress.Parse("192.0.2.33"), Nonce, Request with { ExternalAddress = IPAddress.Parse("203.0.113.7") });
        Assert.Equal(
            "0201000000000E10" + "00000000000000000000FFFFC0000221" // head: version, opcode, lifetime, our address
            + "0102030405060708090A0B0C" + "06000000" + "1AE11AE2" + "00000000000000000000FFFFCB007107",
            Convert.ToHexString(bytes));
    }

    [Fact]
    public void Without_a_wish_the_address_is_any_of_our_family()
    {
        var bytes = new byte[PcpMessage.RequestBytes];
        PcpMessage.WriteRequest(bytes, IPAddress.Parse("192.0.2.33"), Nonce, Request);
        Assert.Equal("00000000000000000000FFFF00000000", Convert.ToHexString(bytes.AsSpan(44)));
        PcpMessage.WriteRequest(bytes, IPAddress.Parse("2001:db8::1"), Nonce, Request);
        Assert.Equal(new string('0', 32), Convert.ToHexString(bytes.AsSpan(44)));
    }

    [Fact]
    public void An_answer_says_what_was_granted()
    {
        Assert.True(PcpMessage.TryReadReply(Reply(), out var reply));
        Assert.Equal((PcpResult.Success, 120u, 77u, Nonce), (reply.Result, reply.LifetimeSeconds, reply.EpochSeconds, reply.Nonce));
        Assert.Equal((MappedTransport.Tcp, 6881, 40_000), (reply.Transport, reply.InternalPort, reply.ExternalPort));
        Assert.Equal(IPAddress.Parse("203.0.113.7"), reply.ExternalAddress);
    }

    [Fact]
    public void Cut_anywhere_it_is_no_answer()
    {
        var whole = Reply();
        for (var length = 0; length < whole.Length; length++) Assert.False(PcpMessage.TryReadReply(whole.AsSpan(0, length), out _), $"at {length}");
    }

    [Fact]
    public void A_request_another_version_or_another_opcode_is_no_answer()
    {
        var (request, version, opcode) = (Reply(), Reply(), Reply());
        (request[1], version[0], opcode[1]) = (1, 1, 0x82);
        Assert.All(new[] { request, version, opcode }, bytes => Assert.False(PcpMessage.TryReadReply(bytes, out _)));
    }

    [Theory]
    [InlineData("0081000100000000", true)]      // NAT-PMP's own words for it
    [InlineData("028100010000000000000000", true)]
    [InlineData("0281000000000000", false)]
    [InlineData("0201000100000000", false)]
    [InlineData("02810001", false)]
    public void A_gateway_that_speaks_another_version_is_told(string hex, bool isWrong) =>
        Assert.Equal(isWrong, PcpMessage.IsWrongVersion(Convert.FromHexString(hex)));

    [Fact]
    public void Random_bytes_of_every_length_never_throw()
    {
        const int Seed = 3;
        var random = new Random(Seed);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            if (length > 1) (bytes[0], bytes[1]) = (2, 0x81);
            PcpMessage.TryReadReply(bytes, out _);
            PcpMessage.IsWrongVersion(bytes);
        }
    }

    [Fact]
    public void The_nonce_is_not_printed() => Assert.DoesNotContain("1", Nonce.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData(100, 100, true)]
    [InlineData(100, 106, true)]
    [InlineData(100, 93, true)]
    [InlineData(100, 110, false)]
    [InlineData(100, 88, false)]
    [InlineData(100, -50, false)]
    [InlineData(0, 0, true)]
    [InlineData(0, -1, true)]
    [InlineData(0, -2, false)]
    public void A_gateway_whose_clock_goes_unlike_ours_has_begun_anew(int ours, int gateway, bool goes)
    {
        var epoch = new PcpEpoch();
        Assert.True(epoch.Goes(1_000, TimeSpan.FromSeconds(5)));
        Assert.Equal(goes, epoch.Goes((uint)(1_000 + gateway), TimeSpan.FromSeconds(5 + ours)));
    }

    private static byte[] Reply() => Convert.FromHexString(
        "0281000000000078" + "0000004D" + "000000000000000000000000" + "0102030405060708090A0B0C" + "06000000" + "1AE19C40" + "00000000000000000000FFFFCB007107");
}
