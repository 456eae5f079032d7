using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Primitives;

public class TerminalTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("größe 💈 日本", "größe 💈 日本")]
    [InlineData("\u001b]0;owned\u0007", "\\x1b]0;owned\\x07")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("\u007f", "\\x7f")]
    [InlineData("\u202eexe", "\\u202eexe")]
    [InlineData("\ufeff", "\\ufeff")]
    [InlineData("\u2028", "\\u2028")]
    [InlineData("\U000e0041", "\\U000e0041")]
    public void What_steers_a_terminal_is_shown_and_not_done(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Escape(text));

    [Fact]
    public void Half_a_character_is_shown_as_what_it_is() => Assert.Equal("a\\ud800b", TerminalText.Escape("a\ud800b"));

    [Fact]
    public void Text_with_nothing_to_hide_is_the_same_string()
    {
        var text = "a name.txt";
        Assert.Same(text, TerminalText.Escape(text));
    }
}
