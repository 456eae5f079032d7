using System.Net;
using Shoal.Core.Codes;

namespace Shoal.Core.Tests.Codes;

public class ShareCodeTests
{
    private static ShareCode Some(int seed)
    {
        var random = new byte[ShareCode.RandomBytes];
        new Random(seed).NextBytes(random);
        return ShareCode.Create(random);
    }

    [Fact]
    public void A_code_is_read_as_it_was_written()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var code = Some(seed);

            Assert.True(ShareCode.TryParse(code.ToString(), out var read, out var problem), $"seed {seed}: {problem}");
            Assert.Equal(code.ToString(), read.ToString());
            Assert.Equal(code.Nameplate, read.Nameplate);
            Assert.Equal(code.Secret.Bytes, read.Secret.Bytes);
        }
    }

    [Theory]
    [InlineData("0042-zebra-violet-tuna")]
    [InlineData("  0042 ZEBRA Violet tuna\n")]
    [InlineData("0042.zebra_violet.tuna")]
    [InlineData("0042-zeb-vio-tun")]
    public void Any_case_any_separator_and_beginnings_of_words_are_read(string typed)
    {
        Assert.True(ShareCode.TryParse(typed, out var code, out _));
        Assert.Equal("0042-zebra-violet-tuna", code.ToString());
    }

    [Theory]
    [InlineData("0042-zbera-violet-tuna", "zbera: zebra?")]
    [InlineData("0042-zebra-voilet-tuna", "voilet: violet?")]
    [InlineData("0042-zebra-qqqq-tuna", "qqqq: no code has this word.")]
    [InlineData("0042-zebra-tuna", "A code has 3 words after its digits; this has 2.")]
    [InlineData("zebra-violet-tuna", "A code begins with its digits, as in 4821-harbor-violet-tuna.")]
    [InlineData("", "A code begins with its digits, as in 4821-harbor-violet-tuna.")]
    [InlineData("123-zebra-violet-tuna", "A code begins with its digits, as in 4821-harbor-violet-tuna.")]
    public void What_is_wrong_is_said_with_the_word_that_was_meant(string typed, string problem)
    {
        Assert.False(ShareCode.TryParse(typed, out _, out var said));
        Assert.Equal(problem, said);
    }

    [Fact]
    public void A_mistyped_code_is_repaired_where_it_is_clear()
    {
        Assert.Equal("0042-zebra-violet-tuna", ShareCode.Repair("0042 zbera voilet tunaa"));
        Assert.Null(ShareCode.Repair("0042 zebra violet qqqq"));
        Assert.Null(ShareCode.Repair("0042 zebra violet tuna"));
    }

    [Theory]
    [InlineData("0042-zebra-violet-tuna", true)]
    [InlineData("0042-zbera-violet-tuna", true)]
    [InlineData("notes.txt", false)]
    [InlineData("0042-a-b", false)]
    [InlineData("./0042-zebra-violet-tuna", false)]
    public void Only_what_can_be_nothing_else_looks_like_a_code(string text, bool looks) => Assert.Equal(looks, ShareCode.LooksLike(text));

    [Fact]
    public void Digits_and_words_do_not_depend_on_each_other()
    {
        var random = new byte[ShareCode.RandomBytes];
        var one = ShareCode.Create(random);
        random[3] = 9;
        var other = ShareCode.Create(random);

        Assert.NotEqual(one.Nameplate, other.Nameplate);
        Assert.Equal(one.Words, other.Words);
    }

    [Fact]
    public void No_text_makes_the_parser_throw()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : 0x10000))]);
            _ = ShareCode.TryParse(text, out _, out _);
            ShareCode.Repair(text);
            ShareCode.LooksLike(text);
            _ = CodeLink.TryParse("#" + text, out _);
        }
    }

    [Fact]
    public void A_link_carries_nameplate_key_and_addresses_behind_its_hash()
    {
        var link = new CodeLink(Nameplate.Parse("4821"), new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
            [IPEndPoint.Parse("192.168.1.20:5000"), IPEndPoint.Parse("[fe80::1]:5000")]);

        Assert.Equal("shoal:receive#r=4821&k=AQIDBAUGBwgJCgsMDQ4PEA&a=192.168.1.20:5000&a=[fe80::1]:5000", link.ToString());
        Assert.True(CodeLink.TryParse(link.ToString(), out var read));
        Assert.Equal(link.Nameplate, read.Nameplate);
        Assert.Equal(link.Key.ToArray(), read.Key.ToArray());
        Assert.Equal(link.Addresses, read.Addresses);
        Assert.True(CodeLink.TryParse("https://example.org/get?x=1#x=2&r=4821&k=AQIDBAUGBwgJCgsMDQ4PEA", out _));
    }

    [Theory]
    [InlineData("shoal:receive#r=4821")]
    [InlineData("shoal:receive#k=AQIDBAUGBwgJCgsMDQ4PEA")]
    [InlineData("shoal:receive#r=4821&k=AQIDBAUGBwgJCgsMDQ4PE")]
    [InlineData("shoal:receive#r=4821&k=AQIDBAUGBwgJCgsMDQ4P!!")]
    [InlineData("r=4821&k=AQIDBAUGBwgJCgsMDQ4PEA")]
    public void A_link_without_its_parts_is_none(string text) => Assert.False(CodeLink.TryParse(text, out _));

    [Fact]
    public void The_swarm_of_a_nameplate_has_a_name_of_its_own()
    {
        Assert.Equal(Nameplate.Parse("4821").RendezvousName, Nameplate.Parse("4821").RendezvousName);
        Assert.NotEqual(Nameplate.Parse("4821").RendezvousName, Nameplate.Parse("4822").RendezvousName);
        var expected = System.Security.Cryptography.SHA256.HashData("shoal code 14821"u8)[..20];
        Assert.Equal(expected, Nameplate.Parse("4821").RendezvousName.ToArray());
    }
}
