using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Tests.Bencoding;

namespace Shoal.Core.Tests.Primitives;

public class SafePathTests
{
    [Fact]
    public void Threat_10_the_shared_vectors_hold_by_the_strictest_system_everywhere()
    {
        foreach (var vector in SharedVectors.Cases("sanitize_path"))
        {
            var path = new StringBuilder();
            foreach (var element in vector.GetProperty("elements").EnumerateArray())
                SafePath.Append(path, SharedVectors.Bytes(element), vector.GetProperty("force_element").GetBoolean());

            // Where the systems differ (dots and spaces at the end, ':' and '?') row 13 asks for the rule of Windows on all.
            var expected = vector.GetProperty("windows").GetString()!;
            Assert.True(expected == path.ToString(), $"{vector}: {path}");
        }
    }

    [Theory]
    [InlineData("CON", "_CON")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("aux .", "_aux")]
    [InlineData("aux .txt", "_aux .txt")]
    [InlineData("nul.tar.gz", "_nul.tar.gz")]
    [InlineData("COM¹", "_COM¹")]
    [InlineData("com².log", "_com².log")]
    [InlineData("LPT³", "_LPT³")]
    [InlineData("lpt9", "_lpt9")]
    [InlineData("COM0", "_COM0")]
    [InlineData("CONIN$", "_CONIN$")]
    [InlineData("clock$.x", "_clock$.x")]
    [InlineData("CO\u200bN", "_CON")]
    [InlineData("CON...", "_CON")]
    [InlineData("console", "console")]
    [InlineData("COM", "COM")]
    [InlineData("COMA", "COMA")]
    [InlineData("COM10", "COM10")]
    [InlineData("x.con", "x.con")]
    [InlineData("a.", "a")]
    [InlineData("a ", "a")]
    [InlineData("x:stream", "x_stream")]
    [InlineData("a\\..\\b", "a..b")]
    [InlineData("a\0b\u001b[31m", "a_b_[31m")]
    [InlineData("annexe\u202eiva.exe", "annexeiva.exe")]
    [InlineData("..\u200b", "")]
    [InlineData(". .", "")]
    [InlineData("...", "")]
    [InlineData("a\u2028b", "a_b")]
    public void Threats_13_and_14_names_that_lie_or_bite_are_made_plain(string element, string expected)
    {
        Assert.Equal(expected, SafePath.Element(Encoding.UTF8.GetBytes(element)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_goes_in_what_comes_out_is_safe(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["..", "/", "\\", "CON", "nul", ".", " ", ":", "a", "é", "💈", "\u202e", "\ud800", "\0", "x.txt", "COM¹", new string('w', 120)];
        for (var round = 0; round < 5_000; round++)
        {
            var path = new StringBuilder();
            for (var elements = random.Next(1, 5); elements > 0; elements--)
            {
                var element = new List<byte>();
                for (var i = random.Next(6); i > 0; i--)
                {
                    element.AddRange(Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                    if (random.Next(4) == 0) element.Add((byte)random.Next(256));
                }

                SafePath.Append(path, [.. element], keepEmpty: true);
            }

            Assert.True(SafePath.IsSafe(path.ToString()), $"seed {seed}: {path}");
            foreach (var part in path.ToString().Split('/'))
                Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 251);
        }
    }

    [Theory]
    [InlineData("a/b.txt", true)]
    [InlineData("", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData("a/../b", false)]
    [InlineData("./a", false)]
    [InlineData("a\\b", false)]
    [InlineData("c:/a", false)]
    [InlineData("a/nul", false)]
    [InlineData("a\u0007", false)]
    [InlineData("a\u200f", false)]
    [InlineData("a/b ", false)]
    public void Paths_written_down_earlier_are_judged_again(string path, bool isSafe) =>
        Assert.Equal(isSafe, SafePath.IsSafe(path));

    [Fact]
    public void A_path_written_down_keeps_to_the_limits()
    {
        Assert.True(SafePath.IsSafe(new string('a', 255)));
        Assert.False(SafePath.IsSafe(new string('a', 256)));
        Assert.False(SafePath.IsSafe(string.Concat(Enumerable.Repeat("éé", 64))));
        Assert.True(SafePath.IsSafe(string.Join('/', Enumerable.Repeat("a", SafePath.MaxElements + 1))));
        Assert.False(SafePath.IsSafe(string.Join('/', Enumerable.Repeat("a", SafePath.MaxElements + 2))));
    }

    [Theory]
    [InlineData(239)]
    [InlineData(240)]
    [InlineData(241)]
    [InlineData(243)]
    [InlineData(300)]
    [InlineData(1_000_000)]
    public void Long_names_are_cut_after_a_whole_character_and_keep_a_short_extension(int length)
    {
        var cut = SafePath.Element(Encoding.UTF8.GetBytes(new string('é', length / 2) + ".torrent"));

        Assert.EndsWith(".torrent", cut, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(cut), Math.Min(length, 240) - 1, 251);
        Assert.DoesNotContain('\ufffd', cut);
    }
}
