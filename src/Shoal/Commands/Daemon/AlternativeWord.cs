using Shoal.Core.Primitives;

namespace Shoal.Commands.Daemon;

/// <summary>How people switch the alternative limits.</summary>
internal static class AlternativeWord
{
    /// <exception cref="CommandFailedException">It is none of the words.</exception>
    public static bool? Read(string text) => text switch
    {
        "on" => true,
        "off" => false,
        "auto" or "" => null,
        _ => throw new CommandFailedException($"'{TerminalText.Escape(text)}' is not on, off or auto.", ExitCode.Usage),
    };

    public static string Show(bool? byHand) => byHand switch { true => "on", false => "off", null => "auto" };
}
