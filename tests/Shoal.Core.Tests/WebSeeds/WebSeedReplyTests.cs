using Shoal.Core.WebSeeds;

namespace Shoal.Core.Tests.WebSeeds;

public class WebSeedReplyTests
{
    private const long FileBytes = 10_000_000;

    private static readonly WebSeedReply Right = new(206) { From = 100, To = 199, Total = FileBytes, BodyBytes = 100 };

    [Fact]
    public void The_range_asked_for_is_served() => Assert.Equal((WebSeedVerdict.Serves, 0), Judge(Right));

    [Fact]
    public void Lengths_that_are_not_said_are_believed()
    {
        Assert.Equal((WebSeedVerdict.Serves, 0), Judge(Right with { Total = null, BodyBytes = null }));
        Assert.Equal((WebSeedVerdict.Serves, 100), Judge(new WebSeedReply(200)));
    }

    public static TheoryData<WebSeedReply> Wrong => new(
        Right with { From = 101 }, Right with { To = 200 }, Right with { To = 198 }, Right with { From = null }, Right with { To = null },
        Right with { Total = FileBytes + 1 }, Right with { BodyBytes = 99 }, Right with { BodyBytes = 101 }, Right with { IsEncoded = true },
        new WebSeedReply(200) { BodyBytes = FileBytes - 1 }, new WebSeedReply(200) { IsEncoded = true });

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Another_range_or_another_file_is_not(WebSeedReply reply) => Assert.Equal(WebSeedVerdict.Lacks, Judge(reply).Verdict);

    [Theory]
    [InlineData(WebSeedReply.MaxSkipBytes, WebSeedVerdict.Serves)]
    [InlineData(WebSeedReply.MaxSkipBytes + 1, WebSeedVerdict.Lacks)]
    public void A_whole_file_is_read_past_up_to_a_limit(long offset, WebSeedVerdict verdict) =>
        Assert.Equal(verdict, new WebSeedReply(200) { BodyBytes = FileBytes }.Judge(offset, 100, FileBytes, out _));

    [Theory]
    [InlineData(404, WebSeedVerdict.Lacks)]
    [InlineData(403, WebSeedVerdict.Lacks)]
    [InlineData(416, WebSeedVerdict.Lacks)]
    [InlineData(304, WebSeedVerdict.Lacks)]
    [InlineData(204, WebSeedVerdict.Lacks)]
    [InlineData(408, WebSeedVerdict.Later)]
    [InlineData(429, WebSeedVerdict.Later)]
    [InlineData(500, WebSeedVerdict.Later)]
    [InlineData(503, WebSeedVerdict.Later)]
    public void Other_answers_say_whether_to_come_back(int status, WebSeedVerdict verdict) => Assert.Equal(verdict, Judge(new WebSeedReply(status)).Verdict);

    [Theory]
    [InlineData(1, null, 5)]
    [InlineData(2, null, 10)]
    [InlineData(4, null, 40)]
    [InlineData(100, null, 1_800)]
    [InlineData(1, 3_600, 3_600)]
    [InlineData(1, 1, 5)]
    [InlineData(1, -5, 5)]
    [InlineData(1, 1_000_000, 7_200)]
    public void A_seed_that_failed_waits_longer_each_time_and_as_long_as_it_asks_within_reason(int failures, int? asked, int seconds)
    {
        TimeSpan? wish = asked is null ? null : TimeSpan.FromSeconds(asked.Value);
        Assert.Equal(seconds, WebSeedRetry.After(failures, wish, 0).TotalSeconds);
        Assert.Equal(seconds * 1.25, WebSeedRetry.After(failures, wish, 1).TotalSeconds);
    }

    private static (WebSeedVerdict Verdict, int Skip) Judge(WebSeedReply reply) => (reply.Judge(100, 100, FileBytes, out var skip), skip);
}
