using System.CommandLine;
using System.Globalization;
using Shoal.Core.Primitives;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary>The options that say when a seed has given enough.</summary>
internal sealed class GoalFlags
{
    private readonly Option<string?> _ratio = new("--ratio")
    {
        HelpName = "R", Description = "Stop seeding when R times the size was sent, such as 1.5; none: never; default: as the daemon is set.",
    };

    private readonly Option<string?> _seeding = new("--seeding")
    {
        HelpName = "MINUTES", Description = "Stop seeding after so many minutes of it; none or default as for --ratio.",
    };

    private readonly Option<string?> _idle = new("--idle")
    {
        HelpName = "MINUTES", Description = "Stop seeding when nobody took anything for so many minutes; none or default as for --ratio.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new[] { _ratio, _seeding, _idle }) command.Options.Add(option);
    }

    public bool AreGiven(ParseResult parsed) => new[] { _ratio, _seeding, _idle }.Any(option => parsed.GetValue(option) is not null);

    /// <summary>The goals with what was given in place of what was there.</summary>
    /// <exception cref="CommandFailedException">Something is no number.</exception>
    public GoalsDocument Read(ParseResult parsed, GoalsDocument now) => new(
        Read(parsed.GetValue(_ratio), "--ratio", now.Ratio), Whole(Read(parsed.GetValue(_seeding), "--seeding", now.SeedingMinutes)), Whole(Read(parsed.GetValue(_idle), "--idle", now.IdleMinutes)));

    private static long? Whole(double? number) => number is { } minutes ? (long)Math.Min(minutes, long.MaxValue / 2) : null;

    private static double? Read(string? text, string option, double? now) => text switch
    {
        null => now,
        "none" => -1,
        "default" => null,
        _ when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new CommandFailedException($"'{option}': '{TerminalText.Escape(text)}' is not a number, none or default.", ExitCode.Usage),
    };
}
