using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class DhtItemTests
{
    private static readonly byte[] Expanded = Convert.FromHexString(
        "e06d3183d14159228433ed599221b80bd0a5ce8352e4bdf0262f76786ef1c74db7e7a9fea2c0eb269d61e3b38e450a22e754941ac78479d6c54e1faf6037881d");
    private static ReadOnlySpan<byte> Hello => "12:Hello World!"u8;
    private readonly TestNode _test = new();

    // The examples of BEP 44.
    [Theory]
    [InlineData("", "4a533d47ec9c7d95b1ad75f576cffc641853b750", "305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01")]
    [InlineData("foobar", "411eba73b6f087ca51a3795d9c8c938d365e32c1", "6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17ddf9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08")]
    public void The_examples_of_the_BEP_are_signed_the_same(string salt, string target, string signature)
    {
        var item = DhtItem.Sign(Expanded, System.Text.Encoding.ASCII.GetBytes(salt), 1, Hello);

        Assert.Equal("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548", Convert.ToHexStringLower(item.PublicKey));
        Assert.Equal(signature, Convert.ToHexStringLower(item.Signature));
        Assert.Equal(target, item.Target.ToString());
    }

    [Fact]
    public void An_item_without_a_key_is_named_by_its_hash() =>
        Assert.Equal("e5f96f6f38320f0f33959cb4d3d656452117aadb", DhtItem.Create(Hello).Target.ToString());

    // BEP 46 points at torrents this way.
    [Theory]
    [InlineData("", "cc3f9d90b572172053626f9980ce261a850d050b")]
    [InlineData("6e", "59ee7c2cb9b4f7eb1986ee2d18fd2fdb8a56554f")]
    public void A_key_and_a_salt_name_a_place(string salt, string target) => Assert.Equal(
        target,
        DhtItem.TargetOf(Convert.FromHexString("8543d3e6115f0f98c944077a4493dcd543e49c739fd998550a1f614ab36ed63e"), Convert.FromHexString(salt)).ToString());

    [Fact]
    public void An_item_is_put_and_got()
    {
        var item = DhtItem.Create(Hello);
        Assert.Contains(Put(item), sent => sent.IsReply);

        var got = Get(item.Target);

        Assert.True(got.Item.SequenceEqual(Hello));
    }

    [Fact]
    public void A_newer_edition_replaces_an_older_one_and_never_the_other_way()
    {
        Assert.Contains(Put(Edition(3, "1:a")), sent => sent.IsReply);
        Assert.Equal((long)KrpcError.SequenceTooLow, Put(Edition(2, "1:b")).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.SequenceTooLow, Put(Edition(3, "1:c")).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.CasMismatch, Put(Edition(4, "1:d"), cas: 2).First().Message.ErrorCode);
        Assert.Contains(Put(Edition(4, "1:e"), cas: 3), sent => sent.IsReply);

        Assert.True(Get(Edition(4, "1:e").Target).Item.SequenceEqual("1:e"u8));
        Assert.True(Get(Edition(4, "1:e").Target, known: 4).Item.IsEmpty);
        Assert.Equal(4, Get(Edition(4, "1:e").Target, known: 4).Sequence);
    }

    [Fact]
    public void What_is_forged_too_long_or_oddly_spelled_is_refused()
    {
        var item = Edition(1, "1:a");
        Assert.Equal((long)KrpcError.InvalidSignature, Put(item, edit: (ref KrpcMessage m) => m.Item = "1:b"u8).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.InvalidSignature, Put(item, edit: (ref KrpcMessage m) => m.Sequence = 2).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.Protocol, Put(item, edit: (ref KrpcMessage m) => m.Sequence = null).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.Protocol, Put(item, edit: (ref KrpcMessage m) => m.Token = "no"u8).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.Protocol, PutRaw("i01e"u8.ToArray()).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.Protocol, PutRaw("d1:bi1e1:ai1ee"u8.ToArray()).First().Message.ErrorCode);
        Assert.Equal((long)KrpcError.ValueTooBig, PutRaw([.. "1000:"u8, .. new byte[1000]]).First().Message.ErrorCode);
        Assert.Contains(PutRaw([.. "996:"u8, .. new byte[996]]), sent => sent.IsReply);
    }

    [Fact]
    public void A_salt_longer_than_64_bytes_is_refused()
    {
        var item = DhtItem.Sign(Expanded, new byte[64], 1, Hello);
        Assert.Contains(Put(item), sent => sent.IsReply);
        Assert.Equal((long)KrpcError.SaltTooBig, Put(item, DhtItem.TargetOf(item.PublicKey, new byte[65]), edit: (ref KrpcMessage m) => m.Salt = new byte[65]).First().Message.ErrorCode);
        Assert.Throws<ArgumentOutOfRangeException>(() => DhtItem.Sign(Expanded, new byte[65], 1, Hello));
    }

    [Fact]
    public void Items_of_one_network_are_bounded_and_all_are_forgotten_in_time()
    {
        var store = new ItemStore(100);
        var refused = Enumerable.Range(0, 200).Count(i => store.Put(DhtItem.Create(System.Text.Encoding.ASCII.GetBytes($"i{i}e")), null, TestNode.Stranger, TimeSpan.Zero) != KrpcError.None);
        Assert.Equal((ItemStore.MaxOfSubnet, 200 - ItemStore.MaxOfSubnet), (store.Count, refused));

        store.Forget(ItemStore.KeptFor);

        Assert.Equal(0, store.Count);
        Assert.Equal(KrpcError.None, store.Put(DhtItem.Create(Hello), null, TestNode.Stranger, ItemStore.KeptFor));
    }

    [Fact]
    public void Items_are_stored_with_the_nearest_nodes_and_found_by_others()
    {
        var world = new DhtSimulation(95);
        for (var i = 0; i < 100; i++)
        {
            world.Join();
            if (i % 10 == 0) world.RunFor(TimeSpan.FromSeconds(1));
        }

        world.RunFor(TimeSpan.FromSeconds(20));
        var found = new List<string>();
        var stored = 0;
        world.OnOutput = (_, output, _) =>
        {
            if (output.Kind == DhtOutputKind.ItemFound) found.Add($"{output.Item!.Sequence} {System.Text.Encoding.ASCII.GetString(output.Item.Value)}");
            stored += output.Report.Stored;
        };
        var outputs = world.Outputs;
        var (owner, other) = (world.Nodes[7], world.Nodes[60]);
        foreach (var item in new[] { DhtItem.Create(Hello), Edition(1, "1:a"), Edition(2, "1:b"), Long() })
        {
            owner.Node.PutItem(item, world.Now, outputs);
            world.CarryOut(owner);
            world.RunFor(TimeSpan.FromSeconds(20));
        }

        other.Node.FindItem(DhtItem.Create(Hello).Target, world.Now, outputs);
        other.Node.FindItem(Long().Target, world.Now, outputs);
        other.Node.FindItem(Edition(2, "1:b").PublicKey, [], world.Now, outputs);
        world.CarryOut(other);
        world.RunFor(TimeSpan.FromSeconds(20));

        Assert.Equal(32, stored);
        Assert.Equal(["0 12:Hello World!", "0 " + System.Text.Encoding.ASCII.GetString(Long().Value), "2 1:b"], found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_long_item_is_given_to_who_repeats_the_token_and_to_nobody_else()
    {
        Assert.Contains(Put(Long()), sent => sent.IsReply);
        var other = new NodeAddress([198, 41, 7, 7], 6881);
        var first = _test.Ask(KrpcMethod.Get, (ref KrpcMessage m) => m.Target = Long().Target, other).First(sent => sent.IsReply).Message;
        Assert.True(first.Item.IsEmpty);
        var token = first.Token.ToArray();

        var second = _test.Ask(KrpcMethod.Get, (ref KrpcMessage m) =>
        {
            m.Target = Long().Target;
            m.Token = token;
        }, other).First(sent => sent.IsReply);

        Assert.True(second.Message.Item.SequenceEqual(Long().Value));
    }

    private static DhtItem Long() => DhtItem.Create([.. "900:"u8, .. Enumerable.Repeat((byte)'x', 900)]);

    private static DhtItem Edition(long sequence, string value) => DhtItem.Sign(Expanded, [], sequence, System.Text.Encoding.ASCII.GetBytes(value));

    private KrpcMessage Get(NodeId target, long? known = null) => _test.Ask(KrpcMethod.Get, (ref KrpcMessage m) =>
    {
        m.Target = target;
        m.Sequence = known;
    }).First(sent => sent.IsReply).Message;

    private List<Sent> Put(DhtItem item, NodeId? place = null, long? cas = null, TestNode.Edit? edit = null)
    {
        var token = Get(place ?? item.Target).Token.ToArray();
        return _test.Ask(KrpcMethod.Put, (ref KrpcMessage m) =>
        {
            m.Target = null;
            m.Token = token;
            m.Item = item.Value;
            m.PublicKey = item.PublicKey;
            m.Salt = item.Salt;
            m.Signature = item.Signature;
            m.Sequence = item.IsMutable ? item.Sequence : null;
            m.Cas = cas;
            edit?.Invoke(ref m);
        });
    }

    private List<Sent> PutRaw(byte[] value)
    {
        var token = Get(DhtItem.TargetOf(value)).Token.ToArray();
        return _test.Ask(KrpcMethod.Put, (ref KrpcMessage m) =>
        {
            m.Target = null;
            m.Token = token;
            m.Item = value;
        });
    }
}
