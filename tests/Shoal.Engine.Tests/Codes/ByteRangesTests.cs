using Shoal.Engine.Codes;

namespace Shoal.Engine.Tests.Codes;

public class ByteRangesTests
{
    [Fact]
    public void Each_byte_is_counted_once_in_whatever_order_it_is_read()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (ranges, read, counted) = (new ByteRanges(), new bool[300], 0L);
            for (var i = 0; i < 60; i++)
            {
                var from = random.Next(300);
                var to = from + 1 + random.Next(300 - from);
                counted += ranges.Add(from, to);
                read.AsSpan(from..to).Fill(true);

                Assert.True(read.Count(one => one) == counted, $"seed {seed}, step {i}");
            }
        }
    }

    [Fact]
    public void Neighbours_become_one_range()
    {
        var ranges = new ByteRanges();

        Assert.Equal((10, 10, 10), (ranges.Add(0, 10), ranges.Add(20, 30), ranges.Add(10, 20)));

        Assert.Equal(1, ranges.Count);
    }

    [Fact]
    public void Gaps_beyond_the_limit_are_not_remembered()
    {
        var ranges = new ByteRanges();
        for (var i = 0; i < ByteRanges.MaxRanges; i++) ranges.Add(2 * i, 2 * i + 1);

        Assert.Equal(0, ranges.Add(9_999_998, 9_999_999));
        Assert.Equal(ByteRanges.MaxRanges - 1, ranges.Add(0, 2 * ByteRanges.MaxRanges - 1));
        Assert.Equal(1, ranges.Count);
    }
}
