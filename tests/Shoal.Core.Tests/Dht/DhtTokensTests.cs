using System.Net;
using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class DhtTokensTests
{
    private static readonly NodeAddress Asker = NodeAddress.From(IPAddress.Parse("203.0.113.5"), 6881);
    private static readonly NodeId Target = new("mnopqrstuvwxyz123456"u8);
    private readonly DhtTokens _tokens = new(1, 2);

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(600, false)]
    [InlineData(86_400, false)]
    public void A_token_is_good_for_five_minutes_and_not_for_ten(int seconds, bool isGood) =>
        Assert.Equal(isGood, _tokens.IsValid(Token(Asker), Asker, Target, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_port_may_change_on_the_way() => Assert.True(_tokens.IsValid(Token(Asker), Asker.WithPort(9), Target, default));

    [Fact]
    public void It_is_for_one_address_one_torrent_and_one_secret()
    {
        var other = NodeAddress.From(IPAddress.Parse("203.0.113.6"), 6881);

        Assert.False(_tokens.IsValid(Token(Asker), other, Target, default));
        Assert.False(_tokens.IsValid(Token(Asker), Asker, new NodeId("nnopqrstuvwxyz123456"u8), default));
        Assert.False(new DhtTokens(1, 3).IsValid(Token(Asker), Asker, Target, default));
        Assert.False(_tokens.IsValid([], Asker, Target, default));
        Assert.False(_tokens.IsValid(Token(Asker).AsSpan(1), Asker, Target, default));
    }

    private byte[] Token(NodeAddress asker)
    {
        var token = new byte[DhtTokens.Size];
        _tokens.Write(asker, Target, default, token);
        return token;
    }
}
