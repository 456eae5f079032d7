using Shoal.Core.Queueing;

namespace Shoal.Core.Tests.Queueing;

public class QueueOrderTests
{
    [Theory]
    [InlineData("abCd", QueueMove.Top, "Cabd")]
    [InlineData("aBcD", QueueMove.Top, "BDac")]
    [InlineData("AbCd", QueueMove.Bottom, "bdAC")]
    [InlineData("abCD", QueueMove.Up, "aCDb")]
    [InlineData("ABcd", QueueMove.Up, "ABcd")]
    [InlineData("aBcD", QueueMove.Up, "BaDc")]
    [InlineData("ABcd", QueueMove.Down, "cABd")]
    [InlineData("abCD", QueueMove.Down, "abCD")]
    [InlineData("AbCd", QueueMove.Down, "bAdC")]
    [InlineData("", QueueMove.Top, "")]
    [InlineData("A", QueueMove.Down, "A")]
    public void Chosen_torrents_move_and_keep_their_order(string before, QueueMove move, string after)
    {
        foreach (var keys in new[] { Enumerable.Range(1, before.Length).Select(key => (long)key).ToArray(), new long[before.Length] })
        {
            QueueOrder.Move(keys, [.. before.Select(char.IsUpper)], move);

            Assert.Equal(after, string.Concat(before.Zip(keys).OrderBy(pair => pair.Second).Select(pair => pair.First)));
        }
    }

    [Fact]
    public void A_move_keeps_all_numbers_apart_and_the_others_in_order_and_changes_few()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var keys = Enumerable.Range(0, random.Next(20)).Select(_ => (long)random.Next(-50, 50)).Order().ToArray();
            var chosen = keys.Select(_ => random.Next(3) == 0).ToArray();
            var move = (QueueMove)random.Next(4);
            var before = keys.ToArray();

            QueueOrder.Move(keys, chosen, move);

            Assert.True(keys.Distinct().Count() == keys.Length, $"seed {seed}");
            Assert.True(IsSorted(keys.Where((_, i) => chosen[i])) && IsSorted(keys.Where((_, i) => !chosen[i])), $"seed {seed}");
            if (move is QueueMove.Top or QueueMove.Bottom && before.Distinct().Count() == before.Length)
                Assert.True(Enumerable.Range(0, keys.Length).All(i => chosen[i] || keys[i] == before[i]), $"seed {seed}");
        }
    }

    private static bool IsSorted(IEnumerable<long> keys) => keys.SequenceEqual(keys.Order());
}
