using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

public class OpenRequestsTests
{
    [Fact]
    public void It_is_a_list_in_order_whatever_is_removed()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var requests = new OpenRequests();
            var expected = new List<long>();
            for (var step = 0; step < 2_000; step++)
            {
                var key = OpenRequests.KeyOf(random.Next(40), random.Next(30));
                if (random.Next(2) == 0 && !expected.Contains(key))
                {
                    requests.Add(key);
                    expected.Add(key);
                }
                else
                {
                    if (expected.Count > 0 && random.Next(3) > 0) key = expected[random.Next(Math.Min(3, expected.Count))];
                    Assert.Equal(expected.Contains(key), requests.Contains(key));
                    Assert.Equal(expected.Remove(key), requests.Remove(key));
                }

                Assert.Equal(expected.Count, requests.Count);
            }

            Assert.Equal(expected, requests.Keys.ToArray().Where(key => key >= 0));
        }
    }

    [Fact]
    public void A_key_names_the_last_block_of_the_last_piece()
    {
        var key = OpenRequests.KeyOf(0x1f_ffff, 32_766);

        Assert.Equal((0x1f_ffff, 32_766), (OpenRequests.PieceOf(key), OpenRequests.BlockOf(key)));
    }
}
