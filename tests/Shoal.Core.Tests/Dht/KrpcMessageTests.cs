using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class KrpcMessageTests
{
    private const string Ping = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe";
    private const string FindNode = "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t2:aa1:y1:qe";
    private const string GetPeers = "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe";
    private const string Values = "d1:rd2:id20:abcdefghij01234567895:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re";
    private const string Announce = "d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe";
    private const string Error = "d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee";
    private const string Put = "d1:ad3:casi1e2:id20:abcdefghij01234567891:k32:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa4:salt6:foobar3:seqi4e3:sig4:sigh5:token8:aoeusnth1:v12:Hello World!e1:q3:put1:t2:aa1:v4:SH011:y1:qe";
    private const string Sample = "d2:ip6:abcdef1:rd2:id20:abcdefghij01234567898:intervali60e5:nodes0:3:numi7e7:samples20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re";

    // The examples of BEP 5, and one of each later BEP: read, and written again to the same bytes.
    [Theory]
    [InlineData(Ping)]
    [InlineData(FindNode)]
    [InlineData(GetPeers)]
    [InlineData(Values)]
    [InlineData(Announce)]
    [InlineData(Error)]
    [InlineData(Put)]
    [InlineData("d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234566:noseedi1e6:scrapei1e4:wantl2:n42:n6ee1:q9:get_peers2:roi1e1:t2:aa1:y1:qe")]
    [InlineData("d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q17:sample_infohashes1:t2:aa1:y1:qe")]
    public void Messages_are_written_as_they_were_read(string text)
    {
        Assert.True(KrpcMessage.TryRead(Bytes(text), out var message));

        Assert.Equal(text, Encoding.Latin1.GetString(Write(message)));
    }

    [Fact]
    public void A_query_says_what_it_asks()
    {
        Assert.True(KrpcMessage.TryRead(Bytes(Announce), out var message));

        Assert.Equal((KrpcKind.Query, KrpcMethod.AnnouncePeer), (message.Kind, message.Method));
        Assert.Equal(new NodeId("abcdefghij0123456789"u8), message.Id);
        Assert.Equal(new NodeId("mnopqrstuvwxyz123456"u8), message.Target);
        Assert.True(message.Token.SequenceEqual("aoeusnth"u8));
        Assert.Equal(6881, message.Port);
        Assert.True(message.IsPortImplied);
    }

    [Fact]
    public void A_reply_with_peers_lists_them()
    {
        Assert.True(KrpcMessage.TryRead(Bytes(Values), out var message));
        var list = new CompactValues(message.Values);
        var peers = new List<string>();
        while (list.TryNext(out var peer)) peers.Add(peer.ToString());

        Assert.Equal(["97.120.106.101:11893", "105.100.104.116:28269"], peers);
    }

    [Fact]
    public void Samples_and_our_address_are_read()
    {
        Assert.True(KrpcMessage.TryRead(Bytes(Sample), out var message));

        Assert.True(message.HasSamples);
        Assert.Equal((7L, 60L, 20), (message.SampleCount, message.SampleInterval, message.Samples.Length));
        Assert.True(message.YourAddress.SequenceEqual("abcdef"u8));
    }

    [Fact]
    public void An_error_has_a_code_and_a_text()
    {
        Assert.True(KrpcMessage.TryRead(Bytes(Error), out var message));

        Assert.Equal(201, message.ErrorCode);
        Assert.True(message.ErrorText.SequenceEqual("A Generic Error Ocurred"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("le")]
    [InlineData("de")]
    [InlineData("d1:y1:qe")]                                       // no transaction
    [InlineData("d1:t2:aae")]                                      // no kind
    [InlineData("d1:t2:aa1:y1:xe")]
    [InlineData("d1:t0:1:y1:qe")]
    [InlineData("d1:t33:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1:y1:qe")]
    [InlineData("d1:t2:aa1:y1:q")]
    public void What_is_no_message_is_refused(string text) => Assert.False(KrpcMessage.TryRead(Bytes(text), out _));

    [Theory]
    [InlineData("d1:ad2:id3:abce1:q4:ping1:t2:aa1:y1:qe")]
    [InlineData("d1:ad2:idi5ee1:q4:ping1:t2:aa1:y1:qe")]
    [InlineData("d1:ai5e1:q4:ping1:t2:aa1:y1:qe")]
    [InlineData("d1:q4:ping1:t2:aa1:y1:qe")]
    public void A_field_of_the_wrong_kind_is_missing(string text)
    {
        Assert.True(KrpcMessage.TryRead(Bytes(text), out var message));
        Assert.Null(message.Id);
    }

    [Fact]
    public void Deep_nesting_ends_the_reader()
    {
        var deep = $"d1:ad1:v{new string('l', 600)}{new string('e', 600)}e1:q3:put1:t2:aa1:y1:qe";

        Assert.False(KrpcMessage.TryRead(Bytes(deep), out _));
    }

    [Fact]
    public void Cut_anywhere_it_is_refused_and_nothing_is_thrown()
    {
        foreach (var text in new[] { Ping, FindNode, GetPeers, Values, Announce, Error, Put, Sample })
        {
            var bytes = Bytes(text);
            for (var length = 0; length < bytes.Length; length++) Assert.False(KrpcMessage.TryRead(bytes.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Random_and_damaged_bytes_throw_nothing()
    {
        const int Seed = 17;
        var random = new Random(Seed);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            KrpcMessage.TryRead(bytes, out _);
        }

        foreach (var text in new[] { Values, Announce, Put, Sample })
        {
            for (var round = 0; round < 2_000; round++)
            {
                var bytes = Bytes(text);
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                if (!KrpcMessage.TryRead(bytes, out var message)) continue;
                var list = new CompactValues(message.Values);
                while (list.TryNext(out _)) { }
            }
        }
    }

    [Fact]
    public void Too_long_a_datagram_is_not_read() =>
        Assert.False(KrpcMessage.TryRead(Bytes($"d1:ad1:x{1500}:{new string('x', 1500)}e1:q4:ping1:t2:aa1:y1:qe"), out _));

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Write(in KrpcMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        message.Write(new BencodeWriter(output));
        return output.WrittenSpan.ToArray();
    }
}
