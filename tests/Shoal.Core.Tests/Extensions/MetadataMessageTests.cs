using System.Text;
using Shoal.Core.Extensions;

namespace Shoal.Core.Tests.Extensions;

public class MetadataMessageTests
{
    [Fact]
    public void The_examples_of_BEP_9_are_read_and_written()
    {
        Assert.Equal("d8:msg_typei0e5:piecei0ee", Text(MetadataMessage.Request(0)));
        Assert.Equal("d8:msg_typei1e5:piecei0e10:total_sizei3425eexxxxxxxx", Text(MetadataMessage.OfData(0, 3425, "xxxxxxxx"u8)));
        Assert.Equal("d8:msg_typei2e5:piecei0ee", Text(MetadataMessage.Reject(0)));

        Assert.True(MetadataMessage.TryRead("d8:msg_typei0e5:piecei0ee"u8, out var request));
        Assert.Equal((MetadataMessageKind.Request, 0), (request.Kind, request.Piece));
        Assert.True(MetadataMessage.TryRead("d8:msg_typei1e5:piecei0e10:total_sizei3425eexxxxxxxx"u8, out var data));
        Assert.Equal((MetadataMessageKind.Data, 0, 3425L), (data.Kind, data.Piece, data.TotalBytes));
        Assert.Equal("xxxxxxxx"u8, data.Data);
        Assert.True(MetadataMessage.TryRead("d8:msg_typei2e5:piecei0ee"u8, out var reject));
        Assert.Equal(MetadataMessageKind.Reject, reject.Kind);
    }

    [Fact]
    public void A_kind_nobody_defined_is_no_damage()
    {
        Assert.True(MetadataMessage.TryRead("d8:msg_typei7e5:piecei0ee"u8, out var message));
        Assert.Equal(MetadataMessageKind.Unknown, message.Kind);
    }

    [Theory]
    [InlineData("d5:piecei0ee")]
    [InlineData("d8:msg_typei0ee")]
    [InlineData("d8:msg_typei0e5:piecei-1ee")]
    [InlineData("d8:msg_typei0e5:piecei2147483648ee")]
    [InlineData("d8:msg_type1:05:piecei0ee")]
    [InlineData("i0e")]
    [InlineData("")]
    public void What_lacks_its_kind_or_its_block_is_refused(string payload) =>
        Assert.False(MetadataMessage.TryRead(Encoding.Latin1.GetBytes(payload), out _));

    [Theory]
    [InlineData(MetadataMessage.BlockSize - 1, true)]
    [InlineData(MetadataMessage.BlockSize, true)]
    [InlineData(MetadataMessage.BlockSize + 1, false)]
    [InlineData(MetadataMessage.BlockSize + 5_000, false)]
    public void A_block_is_16_KiB_at_most(int length, bool accepted) =>
        Assert.Equal(accepted, MetadataMessage.TryRead(MetadataMessage.OfData(0, 40_000, new byte[length]).ToPayload(), out _));

    [Fact]
    public void Cut_in_its_dictionary_it_is_refused()
    {
        var payload = MetadataMessage.OfData(3, 50_000, []).ToPayload();
        for (var cut = 0; cut < payload.Length; cut++) Assert.False(MetadataMessage.TryRead(payload.AsSpan(0, cut), out _));
        Assert.True(MetadataMessage.TryRead(payload, out var whole));
        Assert.True(whole.Data.IsEmpty);
    }

    [Fact]
    public void Random_and_mutated_bytes_of_every_length_are_answered_without_a_throw() =>
        Hostile.Feed(9, MetadataMessage.OfData(1, 20_000, new byte[100]).ToPayload(), bytes => MetadataMessage.TryRead(bytes, out _));

    private static string Text(MetadataMessage message) => Encoding.Latin1.GetString(message.ToPayload());
}
