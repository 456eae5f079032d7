using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Primitives;

public class TorrentLabelsTests
{
    [Fact]
    public void Labels_are_trimmed_and_doubles_left_out()
    {
        Assert.True(TorrentLabels.TryRead([" Films ", "films", "näher", "馬"], out var labels, out _));
        Assert.Equal(["Films", "näher", "馬"], labels);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("   ", false)]
    [InlineData("a,b", false)]
    [InlineData("a\u001b[31m", false)]
    [InlineData("a\u202eb", false)]
    [InlineData("a\ud800b", false)]
    [InlineData("a b", true)]
    public void A_label_can_be_shown_anywhere(string label, bool isFine)
    {
        Assert.Equal(isFine, TorrentLabels.TryRead([label], out _, out var fault));
        Assert.Equal(isFine, fault is null);
    }

    [Theory]
    [InlineData(64, 16, true)]
    [InlineData(65, 1, false)]
    [InlineData(1, 17, false)]
    public void Labels_are_few_and_short(int length, int count, bool isFine) =>
        Assert.Equal(isFine, TorrentLabels.TryRead(Enumerable.Range(0, count).Select(i => ((char)('a' + i)).ToString().PadRight(length, 'x')), out _, out _));
}
