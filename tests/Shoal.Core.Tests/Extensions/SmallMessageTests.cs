using Shoal.Core.Extensions;

namespace Shoal.Core.Tests.Extensions;

public class SmallMessageTests
{
    [Fact]
    public void A_piece_that_was_lost_is_four_bytes()
    {
        Assert.Equal([0, 0, 1, 2], new LtDontHaveMessage(258).ToPayload());
        Assert.True(LtDontHaveMessage.TryRead([0, 0, 1, 2], out var message));
        Assert.Equal(258u, message.Piece);
    }

    [Fact]
    public void Upload_only_is_one_byte()
    {
        Assert.Equal([1], new UploadOnlyMessage(true).ToPayload());
        Assert.Equal([0], new UploadOnlyMessage(false).ToPayload());
        Assert.True(UploadOnlyMessage.TryRead([7], out var message));
        Assert.True(message.IsUploadOnly);
    }

    [Fact]
    public void Any_other_length_is_refused()
    {
        for (var length = 0; length <= 256; length++)
        {
            Assert.Equal(length == 4, LtDontHaveMessage.TryRead(new byte[length], out _));
            Assert.Equal(length == 1, UploadOnlyMessage.TryRead(new byte[length], out _));
        }
    }
}
