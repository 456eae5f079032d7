using Shoal.Core.Extensions;

namespace Shoal.Core.Tests.Extensions;

public class MetadataServerTests
{
    private static readonly byte[] Info = [.. Enumerable.Range(0, 40_000).Select(i => (byte)(i * 7))];

    [Fact]
    public void Blocks_are_16_KiB_but_the_last()
    {
        var server = new MetadataServer(Info);
        var budget = server.NewBudget();
        var got = new List<byte>();
        for (var i = 0; i < server.BlockCount; i++)
        {
            var answer = server.Answer(i, budget, TimeSpan.Zero);
            Assert.Equal((MetadataMessageKind.Data, i, 40_000L), (answer.Kind, answer.Piece, answer.TotalBytes));
            got.AddRange(answer.Data);
        }

        Assert.Equal(3, server.BlockCount);
        Assert.Equal(Info, got);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void A_block_that_is_not_there_is_rejected(int piece)
    {
        var server = new MetadataServer(Info);
        Assert.Equal(MetadataMessageKind.Reject, server.Answer(piece, server.NewBudget(), TimeSpan.Zero).Kind);
    }

    [Fact]
    public void Threats_row_32_who_asks_for_everything_again_and_again_is_rejected_until_later()
    {
        var server = new MetadataServer(Info);
        var budget = server.NewBudget();
        var served = 0;
        while (server.Answer(0, budget, TimeSpan.Zero).Kind == MetadataMessageKind.Data) served++;

        Assert.Equal(server.BlockCount * MetadataServer.FloodFactor + 4, served);
        Assert.Equal(MetadataMessageKind.Reject, server.Answer(0, budget, TimeSpan.FromSeconds(0.9)).Kind);
        Assert.Equal(MetadataMessageKind.Data, server.Answer(0, budget, TimeSpan.FromSeconds(1.1)).Kind);
        Assert.Equal(MetadataMessageKind.Data, server.Answer(0, server.NewBudget(), TimeSpan.FromSeconds(1.1)).Kind);
    }

    [Fact]
    public void A_budget_never_grows_over_its_burst()
    {
        var budget = new RequestBudget(2, 1);
        Assert.True(budget.TrySpend(TimeSpan.FromHours(1)));
        Assert.True(budget.TrySpend(TimeSpan.FromHours(1)));
        Assert.False(budget.TrySpend(TimeSpan.FromHours(1)));
        Assert.False(new RequestBudget(2, 1).TrySpend(TimeSpan.Zero, 3));
    }
}
