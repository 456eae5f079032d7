using System.Net;
using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class SecureNodeIdTests
{
    // The examples of BEP 42.
    [Theory]
    [InlineData("124.31.75.21", 1, "5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401")]
    [InlineData("21.75.31.124", 86, "5a3ce9c14e7a08645677bbd1cfe7d8f956d53256")]
    [InlineData("65.23.51.170", 22, "a5d43220bc8f112a3d426c84764f8c2a1150e616")]
    [InlineData("84.124.73.14", 65, "1b0321dd1bb1fe518101ceef99462b947a01ff41")]
    [InlineData("43.213.53.83", 90, "e56f6cbf5b7c4be0237986d5243b87aa6d51305a")]
    public void The_examples_of_the_BEP_fit(string address, int random, string id)
    {
        var node = new NodeId(Convert.FromHexString(id));
        var where = NodeAddress.From(IPAddress.Parse(address), 6881);

        var ours = SecureNodeId.Create(where, node);

        Assert.True(SecureNodeId.Fits(node, where));
        Assert.True(node.CommonBits(ours) >= 21, $"{ours}");
        Assert.EndsWith($"{random:x2}", ours.ToString(), StringComparison.Ordinal);
        Assert.False(SecureNodeId.Fits(node, NodeAddress.From(IPAddress.Parse("8.8.8.8"), 6881)));
    }

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("2001:4860:4860::8888")]
    public void What_is_made_for_an_address_fits_it_and_hardly_any_other(string address)
    {
        var random = new Random(42);
        var (where, bytes, strangers) = (NodeAddress.From(IPAddress.Parse(address), 1), new byte[NodeId.Size], 0);
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(bytes);
            var id = SecureNodeId.Create(where, new NodeId(bytes));
            Assert.True(SecureNodeId.IsBoundTo(id, where), $"{id}");
            if (SecureNodeId.IsBoundTo(new NodeId(bytes), where)) strangers++;
        }

        Assert.Equal(0, strangers);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.7.7")]
    [InlineData("fe80::1")]
    [InlineData("::1")]
    public void Near_addresses_bind_no_id(string address) =>
        Assert.True(SecureNodeId.Fits(default, NodeAddress.From(IPAddress.Parse(address), 1)));
}
