using System.Security.Cryptography;
using Shoal.Web.Documents;

namespace Shoal.Web.Events;

public sealed class EventSizeTests
{
    /// <summary>Bytes an update may cost with a hundred torrents moving.</summary>
    private const int Budget = 30 << 10;

    [Fact]
    public void A_hundred_moving_torrents_cost_thirty_kilobytes_a_second_at_most()
    {
        var random = new Random(7);
        var changed = Enumerable.Range(0, 100).Select(number =>
        {
            var before = new TorrentRow { Id = Convert.ToHexStringLower(SHA1.HashData([(byte)number])), Name = $"a film of {number}", State = "downloading", Size = 40_000_000_000 };
            var now = before with
            {
                Done = random.NextInt64(40_000_000_000), DownRate = random.Next(100_000_000), UpRate = random.Next(10_000_000), Downloaded = random.NextInt64(40_000_000_000),
                Uploaded = random.NextInt64(40_000_000_000), Peers = random.Next(200), Seeds = random.Next(100),
            };
            return ((TorrentRow?)before, now);
        });

        var frame = EventWriter.Delta("0badcafe-1234", 1_234, changed, [], new StatisticsDocument { Torrents = 5_000, DownRate = 1_000_000_000, Downloaded = 1L << 50 }, default);

        Assert.InRange(frame.Bytes.Length, 100, Budget);
    }
}
