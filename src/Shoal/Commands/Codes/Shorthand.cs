using Shoal.Core.Codes;
using Shoal.Core.Primitives;

namespace Shoal.Commands.Codes;

/// <summary><c>shoal FILE</c> offers to send it, <c>shoal CODE</c> receives it: what people type before they read anything.</summary>
internal static class Shorthand
{
    /// <summary>The command line that was meant; the same when it was meant as it is.</summary>
    /// <param name="args">As typed; the first word is no verb.</param>
    /// <param name="environment">Where to ask.</param>
    public static string[] Expand(string[] args, CommandEnvironment environment)
    {
        if (args is not [var first, ..] || first.StartsWith('-')) return args;
        if (ShareCode.LooksLike(first) || CodeLink.TryParse(first, out _) || ShareCode.LooksLike(string.Join(' ', args))) return ["receive", .. args];
        if (!Path.Exists(first) || first.EndsWith(".torrent", StringComparison.OrdinalIgnoreCase) || !environment.ErrorIsTerminal) return args;
        return Answers.Ask(environment, $"Send {TerminalText.Escape(first)} to somebody? [Y/n] ", byDefault: true) ? ["send", .. args] : args;
    }
}
