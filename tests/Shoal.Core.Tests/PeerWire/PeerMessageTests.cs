using Shoal.Core.PeerWire;

namespace Shoal.Core.Tests.PeerWire;

public class PeerMessageTests
{
    [Fact]
    public void Each_message_is_read_from_its_bytes_in_the_BEP()
    {
        foreach (var (hex, heard) in WireExamples.All)
        {
            var handler = new RecordingHandler();

            var status = PeerMessageReader.Dispatch(Convert.FromHexString(hex).AsSpan(4), handler);

            Assert.Equal(MessageStatus.Handled, status);
            Assert.Equal([heard], handler.Calls);
        }
    }

    [Fact]
    public void Each_message_is_written_as_its_bytes_in_the_BEP()
    {
        string[] written =
        [
            Convert.ToHexString(PeerFrames.Choke), Convert.ToHexString(PeerFrames.Unchoke),
            Convert.ToHexString(PeerFrames.Interested), Convert.ToHexString(PeerFrames.NotInterested),
            Written(new HaveMessage(7)), Written(new BitfieldMessage([0xff, 0x80])), Written(new RequestMessage(1, 16_384, 16_384)),
            Written(new PieceMessage(2, 32_768, [0xca, 0xfe])), Written(new CancelMessage(1, 16_384, 16_384)), Written(new PortMessage(6881)),
            Written(new SuggestMessage(uint.MaxValue)), Convert.ToHexString(PeerFrames.HaveAll), Convert.ToHexString(PeerFrames.HaveNone),
            Written(new RejectMessage(1, 16_384, 16_384)), Written(new AllowedFastMessage(10)), Written(new ExtendedMessage(0, "de"u8)),
            Written(new HashRequestMessage(WireExamples.Range)), Written(new HashesMessage(WireExamples.Range, WireExamples.Hashes)),
            Written(new HashRejectMessage(WireExamples.Range)),
        ];

        Assert.Equal(WireExamples.All.Select(e => e.Hex), written);
        Assert.Equal("00000000", Convert.ToHexString(PeerFrames.KeepAlive));
    }

    [Fact]
    public void A_piece_head_goes_before_a_block_that_is_elsewhere()
    {
        var buffer = new byte[PieceHead.Size + 2];
        buffer[13] = 0xca;
        buffer[14] = 0xfe;

        PieceHead.Write(buffer, 2, 32_768, 2);

        Assert.Equal(13, PieceHead.Size);
        Assert.Equal(Written(new PieceMessage(2, 32_768, [0xca, 0xfe])), Convert.ToHexString(buffer));
    }

    [Fact]
    public void Messages_round_trip_with_random_numbers()
    {
        const int Seed = 3;
        var random = new Random(Seed);
        for (var i = 0; i < 1_000; i++)
        {
            var (a, b, c) = ((uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32));
            AssertRoundTrip(new HaveMessage(a));
            AssertRoundTrip(new SuggestMessage(a));
            AssertRoundTrip(new AllowedFastMessage(a));
            AssertRoundTrip(new PortMessage((ushort)a));
            AssertRoundTrip(new RequestMessage(a, b, c));
            AssertRoundTrip(new CancelMessage(a, b, c));
            AssertRoundTrip(new RejectMessage(a, b, c));
            AssertRoundTrip(new HashRequestMessage(WireExamples.Range with { Index = a, Length = b, ProofLayers = c }));
            AssertRoundTrip(new HashRejectMessage(WireExamples.Range with { BaseLayer = a, Length = b, ProofLayers = c }));
        }
    }

    [Fact]
    public void A_payload_one_byte_short_or_long_is_malformed()
    {
        // Those of free length bear more bytes, and two of them fewer.
        PeerMessageId[] free = [PeerMessageId.Bitfield, PeerMessageId.Piece, PeerMessageId.Extended];
        foreach (var (hex, heard) in WireExamples.All)
        {
            var body = Convert.FromHexString(hex)[4..];
            if (free.Contains((PeerMessageId)body[0])) continue;
            var handler = new RecordingHandler();

            Assert.Equal(MessageStatus.Malformed, PeerMessageReader.Dispatch([.. body, 0], handler));
            if (body.Length > 1) Assert.Equal(MessageStatus.Malformed, PeerMessageReader.Dispatch(body.AsSpan(0, body.Length - 1), handler));
            Assert.True(handler.Calls.Count == 0, heard);
        }
    }

    [Theory]
    [InlineData(7, MessageStatus.Malformed)]
    [InlineData(8, MessageStatus.Handled)]
    [InlineData(9, MessageStatus.Handled)]
    public void A_piece_has_at_least_its_two_numbers(int payloadLength, MessageStatus expected) =>
        Assert.Equal(expected, PeerMessageReader.Dispatch([(byte)PeerMessageId.Piece, .. new byte[payloadLength]], new RecordingHandler()));

    [Fact]
    public void An_extended_message_has_at_least_its_number() =>
        Assert.Equal(MessageStatus.Malformed, PeerMessageReader.Dispatch([(byte)PeerMessageId.Extended], new RecordingHandler()));

    [Fact]
    public void Hashes_come_whole() =>
        Assert.Equal(MessageStatus.Malformed, PeerMessageReader.Dispatch([22, .. new byte[48 + 31]], new RecordingHandler()));

    [Fact]
    public void Ids_nobody_defined_are_told_apart_from_damage()
    {
        var known = Enum.GetValues<PeerMessageId>();
        foreach (var id in Enumerable.Range(0, 256).Where(i => !known.Contains((PeerMessageId)i)))
        {
            var handler = new RecordingHandler();
            Assert.Equal(MessageStatus.Unknown, PeerMessageReader.Dispatch([(byte)id, 1, 2, 3], handler));
            Assert.Empty(handler.Calls);
        }
    }

    [Fact]
    public void A_keep_alive_calls_nobody()
    {
        var handler = new RecordingHandler();
        Assert.Equal(MessageStatus.Handled, PeerMessageReader.Dispatch([], handler));
        Assert.Empty(handler.Calls);
    }

    [Fact]
    public void Every_id_with_every_length_to_256_is_answered_without_a_throw()
    {
        var random = new Random(256);
        var body = new byte[257];
        for (var id = 0; id < 256; id++)
        {
            for (var length = 0; length <= 256; length++)
            {
                random.NextBytes(body);
                body[0] = (byte)id;
                var handler = new RecordingHandler();

                var status = PeerMessageReader.Dispatch(body.AsSpan(0, length), handler);

                Assert.Equal(status == MessageStatus.Handled && length > 0 ? 1 : 0, handler.Calls.Count);
            }
        }
    }

    private static void AssertRoundTrip<T>(T message) where T : struct, IPeerMessage<T>
    {
        var frame = new byte[message.FrameLength];
        message.Write(frame);

        Assert.Equal(FrameStatus.Complete, PeerFrame.TryRead(frame, 100, out var body, out var consumed));
        Assert.Equal(frame.Length, consumed);
        Assert.Equal((byte)T.Id, body[0]);
        Assert.True(T.TryRead(body[1..], out var read));
        Assert.Equal(message, read);
    }

    private static string Written<T>(T message) where T : struct, IPeerMessage<T>, allows ref struct
    {
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        return Convert.ToHexString(frame);
    }
}
