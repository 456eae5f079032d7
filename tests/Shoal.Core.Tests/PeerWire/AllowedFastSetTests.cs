using System.Net;
using Shoal.Core.PeerWire;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.PeerWire;

public class AllowedFastSetTests
{
    private static readonly InfoHash Swarm = new(Convert.FromHexString("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));

    [Theory]
    [InlineData("80.4.4.200")]
    [InlineData("80.4.4.1")]
    [InlineData("::ffff:80.4.4.200")]
    public void It_is_the_example_of_BEP_6_for_the_whole_subnet(string address)
    {
        Assert.Equal([1059, 431, 808, 1217, 287, 376, 1188], Compute(address, 1313, 7));
        Assert.Equal([1059, 431, 808, 1217, 287, 376, 1188, 353, 508], Compute(address, 1313, 9));
    }

    [Fact]
    public void Ipv6_has_none() => Assert.Empty(Compute("2001:db8::1", 1313, 10));

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void A_small_torrent_is_allowed_as_far_as_it_goes(int pieceCount)
    {
        var pieces = Compute("80.4.4.200", pieceCount, AllowedFastSet.DefaultSize);

        Assert.Equal(Math.Min(pieceCount, 10), pieces.Length);
        Assert.Equal(pieces.Length, pieces.Distinct().Count());
        Assert.All(pieces, p => Assert.InRange(p, 0, pieceCount - 1));
    }

    private static int[] Compute(string address, int pieceCount, int size)
    {
        var pieces = new PieceIndex[size];
        var geometry = new TorrentGeometry(pieceCount * 16_384L, 16_384);
        var count = AllowedFastSet.Compute(IPAddress.Parse(address), Swarm, geometry, pieces);
        return [.. pieces.Take(count).Select(p => p.Value)];
    }
}
