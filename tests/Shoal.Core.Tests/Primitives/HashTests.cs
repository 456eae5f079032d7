using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Primitives;

public class HashTests
{
    private const string Hex20 = "000102030405060708090a0b0c0d0e0f10111213";
    private const string Hex32 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Fact]
    public void Hashes_go_through_bytes_and_hex_unchanged()
    {
        Assert.True(InfoHash.TryParseHex(Hex20.ToUpperInvariant(), out var v1));
        Assert.True(Sha256Hash.TryParseHex(Hex32, out var v2));

        Assert.Equal((Hex20, Hex32), (v1.ToString(), v2.ToString()));
        Assert.Equal((v1, v2), (new InfoHash(v1.ToArray()), new Sha256Hash(v2.ToArray())));
        Assert.Equal(v1, v2.Truncated);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("g00102030405060708090a0b0c0d0e0f10111213")]
    [InlineData("000102030405060708090a0b0c0d0e0f1011121")]
    [InlineData("000102030405060708090a0b0c0d0e0f1011121314")]
    public void What_is_no_hash_is_refused(string? text)
    {
        Assert.False(InfoHash.TryParseHex(text, out _));
        Assert.False(Sha256Hash.TryParseHex(text, out _));
    }

    [Fact]
    public void A_hybrid_answers_to_both_of_its_names()
    {
        Assert.True(InfoHash.TryParseHex(new string('a', 40), out var v1));
        Assert.True(Sha256Hash.TryParseHex(Hex32, out var v2));
        var hybrid = new InfoHashes(v1, v2);

        Assert.True(hybrid.IsHybrid && hybrid.Answers(v1) && hybrid.Answers(v2.Truncated));
        Assert.False(hybrid.Answers(default));
        Assert.Equal(v1, hybrid.Primary);
        Assert.Equal(v2.Truncated, new InfoHashes(null, v2).Primary);
        Assert.False(new InfoHashes(null, v2).Answers(default));
        Assert.Throws<ArgumentException>(() => new InfoHashes(null, null));
    }

    [Fact]
    public void A_peer_id_shows_what_can_be_shown()
    {
        var id = PeerId.Create([0, 1, 2, 3, 4, 5, 6, 7, (byte)'a', (byte)'b', 200, 255, 99]);

        Assert.Equal("-SH0100-........ab..", id.ToString());
        Assert.Equal(id, PeerId.Create([0, 1, 2, 3, 4, 5, 6, 7, (byte)'a', (byte)'b', 200, 255]));
        Assert.NotEqual(id, PeerId.Create(new byte[12]));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void An_option_out_of_bounds_is_named(int value, bool isIn)
    {
        if (isIn) Assert.Equal(value, Require.InRange(value, 1, 3, "Slots"));
        else Assert.Contains("Slots must be from 1 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => Require.InRange(value, 1, 3, "Slots")).Message, StringComparison.Ordinal);
    }
}
