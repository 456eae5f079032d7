using System.Text;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.PeerWire;

public class HandshakeTests
{
    private static readonly InfoHash Swarm = new("aaaaaaaaaaaaaaaaaaaa"u8);
    private static readonly PeerId Peer = new("-SH0100-bbbbbbbbbbbb"u8);

    private static byte[] Bytes(params byte[] reserved) =>
        [19, .. Encoding.ASCII.GetBytes("BitTorrent protocol"), .. reserved, .. "aaaaaaaaaaaaaaaaaaaa"u8, .. "-SH0100-bbbbbbbbbbbb"u8];

    [Fact]
    public void It_is_68_bytes_as_BEP_3_draws_them()
    {
        var written = new byte[Handshake.Size];

        new Handshake(
            HandshakeFeatures.Extensions | HandshakeFeatures.Fast | HandshakeFeatures.Dht | HandshakeFeatures.V2, Swarm, Peer).Write(written);

        Assert.Equal(68, Handshake.Size);
        Assert.Equal(Bytes(0, 0, 0, 0, 0, 0x10, 0, 0x15), written);
    }

    [Theory]
    [InlineData(5, 0x10, true, false, false, false)]
    [InlineData(7, 0x04, false, true, false, false)]
    [InlineData(7, 0x01, false, false, true, false)]
    [InlineData(7, 0x10, false, false, false, true)]
    [InlineData(0, 0xff, false, false, false, false)]
    public void Each_feature_is_one_bit(int index, byte bits, bool extensions, bool fast, bool dht, bool v2)
    {
        var reserved = new byte[8];
        reserved[index] = bits;

        Assert.Equal(HandshakeStatus.Complete, Handshake.TryRead(Bytes(reserved), out var handshake));

        Assert.Equal(
            (extensions, fast, dht, v2),
            (handshake.SupportsExtensions, handshake.SupportsFast, handshake.SupportsDht, handshake.SupportsV2));
        Assert.Equal((Swarm, Peer), (handshake.InfoHash, handshake.PeerId));
    }

    [Fact]
    public void Bits_without_a_name_survive_a_round_trip()
    {
        var bytes = Bytes(0x80, 1, 2, 3, 4, 5, 6, 7);
        var written = new byte[Handshake.Size];

        Assert.Equal(HandshakeStatus.Complete, Handshake.TryRead(bytes, out var handshake));
        handshake.Write(written);

        Assert.Equal(bytes, written);
    }

    [Fact]
    public void Cut_anywhere_it_waits_for_the_rest()
    {
        var bytes = Bytes(new byte[8]);
        for (var cut = 0; cut < bytes.Length; cut++)
            Assert.Equal(HandshakeStatus.NeedMoreData, Handshake.TryRead(bytes.AsSpan(0, cut), out _));
        Assert.Equal(HandshakeStatus.Complete, Handshake.TryRead([.. bytes, 1, 2, 3], out _));
    }

    [Fact]
    public void A_stranger_is_known_at_the_first_byte_that_differs()
    {
        for (var wrong = 0; wrong < 20; wrong++)
        {
            var bytes = Bytes(new byte[8]);
            bytes[wrong] ^= 0x20;

            Assert.Equal(HandshakeStatus.NotBitTorrent, Handshake.TryRead(bytes.AsSpan(0, wrong + 1), out _));
            Assert.Equal(HandshakeStatus.NotBitTorrent, Handshake.TryRead(bytes, out _));
        }
    }

    [Theory]
    [InlineData(47, false)]
    [InlineData(48, true)]
    [InlineData(68, true)]
    public void The_swarm_is_known_before_the_peer_id_has_come(int received, bool known)
    {
        Assert.Equal(known, Handshake.TryReadInfoHash(Bytes(new byte[8]).AsSpan(0, received), out var infoHash));
        Assert.Equal(known ? Swarm : default, infoHash);
    }

    [Fact]
    public void Random_bytes_of_every_length_are_answered_without_a_throw()
    {
        var random = new Random(68);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.NotEqual(HandshakeStatus.Complete, Handshake.TryRead(bytes, out _));
            Assert.False(Handshake.TryReadInfoHash(bytes, out _));
        }
    }
}
