using System.Numerics;
using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class NodeIdTests
{
    private const int Seed = 5;
    private readonly Random _random = new(Seed);

    [Fact]
    public void Distance_is_the_XOR_as_a_number()
    {
        for (var i = 0; i < 2_000; i++)
        {
            var (target, a, b) = (Draw(), Draw(), Draw());

            Assert.True(target.IsCloser(a, b) == Distance(target, a) < Distance(target, b), $"round {i}, seed {Seed}");
        }
    }

    [Fact]
    public void Nobody_is_closer_than_oneself()
    {
        var id = Draw();

        Assert.False(id.IsCloser(id, id));
        Assert.True(id.IsCloser(id, Draw()));
        Assert.Equal(NodeId.Bits, id.CommonBits(id));
    }

    [Fact]
    public void A_cousin_shares_exactly_the_bits_asked_for()
    {
        for (var bits = 0; bits < NodeId.Bits; bits++)
        {
            var (id, noise) = (Draw(), Draw());

            Assert.True(id.CommonBits(id.Cousin(bits, noise)) == bits, $"bits {bits}, seed {Seed}");
        }
    }

    [Fact]
    public void Bytes_come_back_as_they_went()
    {
        var bytes = new byte[NodeId.Size];
        _random.NextBytes(bytes);
        var written = new byte[NodeId.Size];

        new NodeId(bytes).CopyTo(written);

        Assert.Equal(bytes, written);
        Assert.Equal(Convert.ToHexStringLower(bytes), new NodeId(bytes).ToString());
        Assert.Equal(new NodeId(bytes), NodeId.Of(new NodeId(bytes).ToInfoHash()));
    }

    private NodeId Draw()
    {
        var bytes = new byte[NodeId.Size];
        _random.NextBytes(bytes);
        return new NodeId(bytes);
    }

    private static BigInteger Distance(NodeId a, NodeId b) => Number(a) ^ Number(b);

    private static BigInteger Number(NodeId id)
    {
        var bytes = new byte[NodeId.Size];
        id.CopyTo(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }
}
