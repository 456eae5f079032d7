using Shoal.Commands;
using Shoal.Commands.Codes;

namespace Shoal.Codes;

public class CodeTypingTests
{
    private static CommandEnvironment Environment(string input, out StringWriter error, bool isTerminal = true)
    {
        error = new StringWriter { NewLine = "\n" };
        return new CommandEnvironment
        {
            Out = TextWriter.Null, Error = error, In = new StringReader(input), ErrorIsTerminal = isTerminal, DefaultStateDirectory = Path.GetTempPath(),
        };
    }

    private static string? Type(string keys)
    {
        var queue = new Queue<char>(keys);
        return new CodeLine(TextWriter.Null, "").Read(() =>
        {
            var c = queue.Dequeue();
            var key = c switch { '\n' => ConsoleKey.Enter, '\t' => ConsoleKey.Tab, '\b' => ConsoleKey.Backspace, '\x1b' => ConsoleKey.Escape, _ => ConsoleKey.NoName };
            return new ConsoleKeyInfo(c, key, shift: false, alt: false, control: false);
        });
    }

    [Theory]
    [InlineData("4821-har\tvio\ttun\n", "4821-harbor-violet-tuna")]
    [InlineData("4821 har vio tun\n", "4821-harbor-violet-tuna")]
    [InlineData("4821-harbor-violet-tunx\b\b\b\btun\n", "4821-harbor-violet-tuna")]
    [InlineData("4821-h\tar\tvio\ttun\n", "4821-harbor-violet-tuna")]
    [InlineData("\x1b", null)]
    public void Words_are_completed_while_they_are_typed(string keys, string? code) => Assert.Equal(code, Type(keys));

    [Fact]
    public void A_code_is_asked_for_when_none_is_given() =>
        Assert.Equal("4821-harbor-violet-tuna", CodePrompt.Complete(Environment("4821 harbor violet tuna\n", out _), ""));

    [Fact]
    public void A_mistyped_word_is_put_right_with_a_yes()
    {
        var environment = Environment("y\n", out var error);

        Assert.Equal("4821-harbor-violet-tuna", CodePrompt.Complete(environment, "4821-harbor-voilet-tuna"));
        Assert.Contains("voilet: violet?\nDid you mean 4821-harbor-violet-tuna? [Y/n]", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_code_is_refused_with_the_reason()
    {
        var fault = Assert.Throws<CommandFailedException>(() => CodePrompt.Complete(Environment("", out _), "4821-harbor-qqqqqq-tuna"));

        Assert.Equal(("qqqqqq: no code has this word.", ExitCode.Usage), (fault.Message, fault.ExitCode));
    }

    [Fact]
    public void A_secret_on_the_command_line_is_noted()
    {
        var environment = Environment("", out var error);

        CodePrompt.Complete(environment, "4821-harbor-violet-tuna");

        Assert.Contains("arguments can be seen by others", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_or_a_file_alone_means_receive_or_send()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(["receive", "4821-harbor-violet-tuna"], Shorthand.Expand(["4821-harbor-violet-tuna"], Environment("", out _)));
            Assert.Equal(["receive", "4821", "harbor", "violet", "tuna"], Shorthand.Expand(["4821", "harbor", "violet", "tuna"], Environment("", out _)));
            Assert.Equal(["send", file], Shorthand.Expand([file], Environment("\n", out _)));
            Assert.Equal([file], Shorthand.Expand([file], Environment("n\n", out _)));
            Assert.Equal([file], Shorthand.Expand([file], Environment("\n", out _, isTerminal: false)));
            Assert.Equal(["--help"], Shorthand.Expand(["--help"], Environment("", out _)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("\n", true)]
    [InlineData("Y\n", true)]
    [InlineData("no\n", false)]
    [InlineData("", false)]
    public void No_answer_is_no(string input, bool yes) => Assert.Equal(yes, Answers.Ask(Environment(input, out _), "? ", byDefault: true));
}
