using System.Text;
using Shoal.Core.Codes;

namespace Shoal.Commands.Codes;

/// <summary>A line on which a code is typed: a word is completed as soon as Tab, a space or '-' ends it, and Tab shows what it could be.</summary>
internal sealed class CodeLine(TextWriter terminal, string prompt)
{
    private const int ChoicesMax = 8;

    private readonly StringBuilder _text = new();

    /// <returns>What was typed; null when it was given up (Ctrl-D, Escape).</returns>
    public string? Read(Func<ConsoleKeyInfo> readKey)
    {
        while (true)
        {
            var key = readKey();
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    CompleteWord();
                    terminal.WriteLine();
                    return _text.ToString();
                case ConsoleKey.Escape: return null;
                case ConsoleKey.D when key.Modifiers.HasFlag(ConsoleModifiers.Control): return null;
                case ConsoleKey.Backspace when _text.Length > 0: _text.Length--; break;
                case ConsoleKey.Tab: Complete(); break;
                default: Type(key.KeyChar); break;
            }

            terminal.Write($"\r{prompt}{_text}\x1b[K");
        }
    }

    private void Type(char c)
    {
        if (c is ' ' or '-') CompleteWord();
        if (c is > ' ' and <= '~') _text.Append(c);
        else if (c == ' ') _text.Append('-');
    }

    private void Complete()
    {
        if (CompleteWord())
        {
            if (_text.ToString().Count(c => c == '-') < ShareCode.WordCount) _text.Append('-');
            return;
        }

        var word = Word();
        var choices = word.Length == 0 ? [] : CodeWords.Beginning(word, ChoicesMax + 1);
        if (choices.Count == 0) return;
        terminal.WriteLine();
        terminal.WriteLine("  " + string.Join("  ", choices.Take(ChoicesMax)) + (choices.Count > ChoicesMax ? "  ..." : ""));
    }

    // True when the word at the end is whole now.
    private bool CompleteWord()
    {
        var word = Word();
        if (CodeWords.Complete(word) is not { } whole) return false;
        _text.Length -= word.Length;
        _text.Append(whole);
        return true;
    }

    private string Word()
    {
        var text = _text.ToString();
        return text.Contains('#', StringComparison.Ordinal) ? string.Empty : text[(text.LastIndexOf('-') + 1)..].ToLowerInvariant();
    }
}
