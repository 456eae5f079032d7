namespace Shoal.Terminal;

public sealed class PainterTests
{
    private readonly StringWriter _terminal = new() { NewLine = "\n" };
    private int _width = 80;

    [Fact]
    public void Only_changed_lines_are_written_again()
    {
        var painter = new Painter(_terminal, () => _width);
        painter.Paint(["one", "two"]);
        _terminal.GetStringBuilder().Clear();

        painter.Paint(["one", "TWO"]);

        Assert.Equal("\x1b[?2026h\x1b[2A\r\nTWO\x1b[K\n\x1b[?2026l", _terminal.ToString());
    }

    [Fact]
    public void The_same_lines_again_write_nothing()
    {
        var painter = new Painter(_terminal, () => _width);
        painter.Paint(["one"]);
        _terminal.GetStringBuilder().Clear();

        painter.Paint(["one"]);

        Assert.Empty(_terminal.ToString());
    }

    [Fact]
    public void Lines_that_wrapped_in_a_narrower_terminal_are_taken_back_too()
    {
        var painter = new Painter(_terminal, () => _width);
        painter.Paint([new string('x', 30)]);
        _terminal.GetStringBuilder().Clear();

        _width = 20;
        painter.Paint(["y"]);

        Assert.StartsWith("\x1b[?2026h\x1b[2A\r\x1b[Jy", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_printed_line_stays_above_the_block()
    {
        var painter = new Painter(_terminal, () => _width);
        painter.Paint(["block"]);
        _terminal.GetStringBuilder().Clear();

        painter.Print("note");

        Assert.Equal("\x1b[1A\r\x1b[Jnote\n\x1b[?2026hblock\x1b[K\n\x1b[?2026l", _terminal.ToString());
    }

    [Fact]
    public void A_cleared_painter_leaves_nothing_behind()
    {
        var painter = new Painter(_terminal, () => _width);
        painter.Paint(["one", "two"]);
        _terminal.GetStringBuilder().Clear();

        painter.Clear();
        painter.Clear();

        Assert.Equal("\x1b[2A\r\x1b[J", _terminal.ToString());
    }
}
