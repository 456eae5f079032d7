using Shoal.Core.Queueing;

namespace Shoal.Core.Tests.Queueing;

public class QueueRulesTests
{
    // d a download, s a seed; upper case forced; ~ after it slow. Then who runs.
    [Theory]
    [InlineData(0, 0, 0, "d d s s", "++++")]
    [InlineData(2, 0, 0, "d d d s s", "++-++")]
    [InlineData(0, 1, 0, "s d s d", "++-+")]
    [InlineData(2, 2, 3, "s s d d d", "+-++-")]      // downloads come before seeds
    [InlineData(1, 0, 0, "d~ d~ d d", "+++-")]       // slow ones take no place among downloads
    [InlineData(1, 0, 3, "d~ d~ d d~", "+++-")]      // but among all
    [InlineData(1, 0, 0, "d d D", "--+")]            // a forced one takes another's place
    [InlineData(1, 0, 0, "D D D d", "+++-")]         // however many there are
    [InlineData(1, 0, 0, "D~ d d", "++-")]
    [InlineData(0, 0, 1, "D~ d s", "+--")]
    [InlineData(1, 1, 1, "", "")]
    public void Who_runs_follows_from_the_order_and_the_limits(int downloads, int seeds, int total, string torrents, string expected)
    {
        var candidates = Read(torrents);
        var mayRun = new bool[candidates.Length];

        QueueRules.Decide(candidates, new QueueOptions { Downloads = downloads, Seeds = seeds, Total = total }, mayRun);

        Assert.Equal(expected, string.Concat(mayRun.Select(runs => runs ? '+' : '-')));
    }

    [Fact]
    public void Limits_hold_and_nobody_waits_without_need_in_any_queue()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var options = new QueueOptions { Downloads = random.Next(4), Seeds = random.Next(4), Total = random.Next(6) };
            var queue = Enumerable.Range(0, random.Next(12)).Select(_ => new QueueCandidate(random.Next(2) == 0, random.Next(6) == 0, random.Next(4) == 0)).ToArray();
            var mayRun = new bool[queue.Length];

            QueueRules.Decide(queue, options, mayRun);

            var forced = queue.Count(torrent => torrent.IsForced);
            foreach (var isSeed in new[] { false, true })
            {
                var kind = Enumerable.Range(0, queue.Length).Where(i => queue[i].IsSeed == isSeed).ToList();
                var limit = isSeed ? options.Seeds : options.Downloads;
                var counted = kind.Count(i => mayRun[i] && !queue[i].IsSlow);
                Assert.True(limit == 0 || counted <= Math.Max(limit, kind.Count(i => queue[i].IsForced && !queue[i].IsSlow)), $"seed {seed}");
                Assert.True(kind.All(i => mayRun[i] || !queue[i].IsForced), $"seed {seed}");
                var waiting = kind.Where(i => !mayRun[i]).ToList();
                if (waiting.Count == 0) continue;
                var first = waiting[0];
                var isFull = options.Total > 0 && mayRun.Count(runs => runs) >= options.Total;
                Assert.True(isFull || (limit > 0 && counted >= limit && !queue[first].IsSlow), $"seed {seed}: {first} waits without need");
                Assert.True(isFull || waiting.TrueForAll(i => !queue[i].IsSlow), $"seed {seed}");
                Assert.True(kind.Where(i => mayRun[i] && !queue[i].IsForced && i > first).All(i => queue[i].IsSlow), $"seed {seed}: a later one passed {first}");
            }

            Assert.True(options.Total == 0 || mayRun.Count(runs => runs) <= Math.Max(options.Total, forced), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(3, 0, 0, "d s", 2)]
    [InlineData(3, 0, 2, "d s", 0)]
    [InlineData(1, 0, 0, "D D", 0)]
    [InlineData(2, 0, 0, "d~ d", 1)]
    public void It_says_how_many_downloads_could_begin(int downloads, int seeds, int total, string torrents, int room)
    {
        var candidates = Read(torrents);

        Assert.Equal(room, QueueRules.Decide(candidates, new QueueOptions { Downloads = downloads, Seeds = seeds, Total = total }, new bool[candidates.Length]));
    }

    private static QueueCandidate[] Read(string torrents) =>
    [
        .. torrents.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => new QueueCandidate(char.ToLowerInvariant(word[0]) == 's', char.IsUpper(word[0]), word.EndsWith('~'))),
    ];
}
