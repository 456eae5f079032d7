using System.Globalization;
using System.Text;

namespace Shoal.Terminal;

/// <summary>Keeps a small block of lines up to date at the foot of a terminal.</summary>
/// <remarks>A frame is one write, inside the marks of synchronized update, and only changed lines are in it: nothing flickers.</remarks>
/// <param name="terminal">Understands ANSI sequences.</param>
/// <param name="width">Columns now. When they shrink, the terminal wraps what was painted: more rows have to be taken back.</param>
internal sealed class Painter(TextWriter terminal, Func<int> width)
{
    private const string Begin = "\x1b[?2026h";
    private const string End = "\x1b[?2026l";
    private const string ClearRest = "\x1b[K";
    private const string ClearBelow = "\x1b[J";

    private IReadOnlyList<string> _painted = [];
    private int _paintedWidth;

    /// <summary>Shows these lines instead of the last ones.</summary>
    public void Paint(IReadOnlyList<string> lines)
    {
        var columns = width();
        var isResized = columns != _paintedWidth;
        if (!isResized && lines.SequenceEqual(_painted)) return;
        var frame = new StringBuilder(Begin);
        MoveToTop(frame, columns);
        if (isResized) frame.Append(ClearBelow);
        for (var i = 0; i < lines.Count; i++)
        {
            if (isResized || i >= _painted.Count || lines[i] != _painted[i]) frame.Append(lines[i]).Append(ClearRest);
            frame.Append('\n');
        }

        if (lines.Count < _painted.Count) frame.Append(ClearBelow);
        terminal.Write(frame.Append(End).ToString());
        _painted = [.. lines];
        _paintedWidth = columns;
    }

    /// <summary>Writes lines that stay, above the block; the block is painted again below them.</summary>
    public void Print(string text)
    {
        var block = _painted;
        Clear();
        terminal.WriteLine(text);
        Paint(block);
    }

    /// <summary>Takes the block away.</summary>
    public void Clear()
    {
        if (_painted.Count == 0) return;
        var frame = new StringBuilder();
        MoveToTop(frame, width());
        terminal.Write(frame.Append(ClearBelow).ToString());
        _painted = [];
    }

    private void MoveToTop(StringBuilder frame, int columns)
    {
        var rows = _painted.Sum(line => Math.Max(1, (CellText.Width(line) + columns - 1) / columns));
        if (rows > 0) frame.Append(CultureInfo.InvariantCulture, $"\x1b[{rows}A\r");
    }
}
