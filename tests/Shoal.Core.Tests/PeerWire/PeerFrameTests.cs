using System.Buffers.Binary;
using Shoal.Core.PeerWire;

namespace Shoal.Core.Tests.PeerWire;

public class PeerFrameTests
{
    [Fact]
    public void A_length_of_zero_is_a_keep_alive()
    {
        var status = PeerFrame.TryRead([0, 0, 0, 0, 9], PeerFrame.DefaultMaxLength, out var body, out var consumed);

        Assert.Equal(FrameStatus.Complete, status);
        Assert.True(body.IsEmpty);
        Assert.Equal(4, consumed);
    }

    [Fact]
    public void A_frame_cut_anywhere_waits_for_the_rest_and_moves_nothing()
    {
        byte[] frame = [0, 0, 0, 5, 4, 0, 0, 0, 7];
        for (var cut = 0; cut < frame.Length; cut++)
        {
            var status = PeerFrame.TryRead(frame.AsSpan(0, cut), 100, out _, out var consumed);

            Assert.Equal(FrameStatus.NeedMoreData, status);
            Assert.Equal(0, consumed);
        }
    }

    [Theory]
    [InlineData(1 << 20, FrameStatus.NeedMoreData)]
    [InlineData((1 << 20) - 1, FrameStatus.NeedMoreData)]
    [InlineData((1 << 20) + 1, FrameStatus.TooLong)]
    [InlineData(int.MaxValue, FrameStatus.TooLong)]
    [InlineData(0x8000_0000u, FrameStatus.TooLong)]
    [InlineData(uint.MaxValue, FrameStatus.TooLong)]
    public void Threats_row_19_a_length_over_the_limit_is_refused_before_its_body(uint length, FrameStatus expected)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, length);

        Assert.Equal(expected, PeerFrame.TryRead(prefix, PeerFrame.DefaultMaxLength, out _, out _));
    }

    [Theory]
    [InlineData(4, FrameStatus.TooLong)]
    [InlineData(5, FrameStatus.Complete)]
    [InlineData(6, FrameStatus.Complete)]
    public void The_limit_counts_the_body(int limit, FrameStatus expected) =>
        Assert.Equal(expected, PeerFrame.TryRead([0, 0, 0, 5, 4, 0, 0, 0, 7], limit, out _, out _));

    [Fact]
    public void Every_length_to_256_takes_exactly_its_bytes()
    {
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[4 + length + 3];
            BinaryPrimitives.WriteInt32BigEndian(bytes, length);

            Assert.Equal(FrameStatus.Complete, PeerFrame.TryRead(bytes, 256, out var body, out var consumed));
            Assert.Equal(length, body.Length);
            Assert.Equal(4 + length, consumed);
        }
    }

    [Fact]
    public void A_stream_cut_in_two_at_every_position_says_the_same()
    {
        var stream = WireExamples.Stream;
        for (var cut = 0; cut <= stream.Length; cut++) AssertHeard(stream, cut);
    }

    [Fact]
    public void A_stream_cut_in_three_at_random_says_the_same()
    {
        var stream = WireExamples.Stream;
        var random = new Random(19);
        for (var i = 0; i < 2_000; i++)
        {
            var first = random.Next(stream.Length + 1);
            AssertHeard(stream, first, random.Next(first, stream.Length + 1));
        }
    }

    [Fact]
    public void A_stream_byte_by_byte_says_the_same() =>
        AssertHeard(WireExamples.Stream, [.. Enumerable.Range(0, WireExamples.Stream.Length)]);

    private static void AssertHeard(byte[] stream, params int[] cuts)
    {
        var handler = new RecordingHandler();
        var (start, end) = (0, 0);
        foreach (var cut in cuts.Append(stream.Length))
        {
            end = cut;
            while (PeerFrame.TryRead(stream.AsSpan(start, end - start), PeerFrame.DefaultMaxLength, out var body, out var consumed)
                == FrameStatus.Complete)
            {
                Assert.Equal(MessageStatus.Handled, PeerMessageReader.Dispatch(body, handler));
                start += consumed;
            }
        }

        Assert.Equal(stream.Length, start);
        Assert.Equal(WireExamples.All.Select(e => e.Heard), handler.Calls);
    }
}
