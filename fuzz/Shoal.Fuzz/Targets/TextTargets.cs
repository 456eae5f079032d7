using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Fuzz.Targets;

internal static class TextTargets
{
    public static FuzzTarget[] All =>
    [
        new("safe-path", () => Corpus.Texts("name.txt", "..", "con.tar.gz", "a/b\\c", "e\u202excod.exe", "\u00e9\u4e2d\ud83d\ude00", new string('x', 300) + ".avi"), RunPath)
        {
            Words = [.. new[] { "..", "/", "\\", "con", "com\u00b9", "aux", " .", "\u202e", "\u200b", ".", "nul.", "\ufeff", "\0" }.Select(Encoding.UTF8.GetBytes), [0xc3], [0xed, 0xa0, 0x80]],
            MaxInputBytes = 1_024,
        },
        new("terminal-text", () => Corpus.Texts("plain", "\u001b[31mred", "a\nb\tc\r", "\u202e\u200b\ud83d\ude00"), RunTerminal) { MaxInputBytes = 512 },
        new("host-port", () => Corpus.Texts("example.org:80", "[2001:db8::1]:6881", "1.2.3.4:5", "a_b-c.d:65535"), RunHostPort) { MaxInputBytes = 300 },
    ];

    private static int RunPath(byte[] input)
    {
        var path = new StringBuilder();
        var elements = 0;
        var rest = input.AsSpan();
        while (elements < SafePath.MaxElements && path.Length < SafePath.MaxPathLength - 256)
        {
            var end = rest.IndexOf((byte)'\n');
            if (SafePath.Append(path, end < 0 ? rest : rest[..end], keepEmpty: elements % 2 == 0)) elements++;
            if (end < 0) break;
            rest = rest[(end + 1)..];
        }

        var text = path.ToString();
        Promise.Holds(text.Length == 0 || SafePath.IsSafe(text), $"what it makes is safe: {text}");
        Promise.Holds(text.Split('/').All(e => e is not (".." or ".")), "no element climbs");
        var element = SafePath.Element(input);
        Promise.Holds(element.Length == 0 || SafePath.Element(Encoding.UTF8.GetBytes(element)) == element, "made safe twice is the same");
        return HashCode.Combine(Math.Min(elements, 9), Math.Min(text.Length, 250) / 10, text.Contains('_', StringComparison.Ordinal));
    }

    private static int RunTerminal(byte[] input)
    {
        var escaped = TerminalText.Escape(Encoding.UTF8.GetString(input));
        Promise.Holds(!escaped.Any(char.IsControl), "nothing steers a terminal");
        Promise.Holds(TerminalText.Escape(escaped) == escaped, "escaped twice is the same");
        return Math.Min(escaped.Length, 100);
    }

    private static int RunHostPort(byte[] input)
    {
        if (!HostPort.TryParse(Encoding.Latin1.GetString(input), out var host)) return 0;
        Promise.Holds(HostPort.TryParse(host.ToString(), out var again) && again == host, "what was written reads back");
        return HashCode.Combine(host.Host.Length, host.Host.Contains(':', StringComparison.Ordinal));
    }
}
