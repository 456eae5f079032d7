using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Shoal.Commands.Transfers;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Codes;

/// <summary>Options that sending and receiving share: where the two sides look for each other.</summary>
internal sealed class CodeOptions(CommandEnvironment environment)
{
    private readonly Option<string[]> _trackers = new("--tracker")
    {
        HelpName = "URL",
        Description = "A tracker where the two sides may meet, on both sides the same; may be given several times. It learns a number, never the words. Default: $SHOAL_TRACKER.",
        CustomParser = CommonOptions.Trackers().CustomParser,
    };

    private readonly Option<HostPort[]> _peers = CommonOptions.HostPorts("--peer", "Where the other side may be reached; may be given several times.");
    private readonly Option<bool> _lanOnly = new("--lan-only") { Description = "Look on this network alone: no tracker, no router is asked." };
    private readonly Option<IPEndPoint[]> _listen = CommonOptions.Listen(environment);
    private readonly Option<string?> _state = CommonOptions.State();
    private readonly Option<bool> _json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _trackers, _peers, _lanOnly, _listen, _state, _json }) command.Options.Add(option);
    }

    public CodeSettings Read(ParseResult parsed)
    {
        var trackers = parsed.GetValue(_trackers) is { Length: > 0 } given ? given : environment.DefaultTracker is { Length: > 0 } configured ? [configured] : Array.Empty<string>();
        var lanOnly = parsed.GetValue(_lanOnly);
        return new CodeSettings(
            lanOnly ? [] : trackers,
            parsed.GetValue(_peers) ?? [],
            parsed.GetValue(_state) ?? environment.DefaultStateDirectory,
            parsed.GetValue(_json),
            new EngineOptions
            {
                Discovery = new DiscoveryOptions { UseLocalDiscovery = true, UsePeerExchange = false, UsePortMapping = !lanOnly && trackers.Length > 0 },
            }.ListeningOn(parsed.GetValue(_listen)));
    }

    /// <summary>Reads 90s, 10m, 2h, 1d.</summary>
    public static TimeSpan ParseTime(string option, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var isNumber = text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var seconds = !isNumber ? 0 : double.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) * text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (seconds is >= 1 and <= 30 * 86_400) return TimeSpan.FromSeconds(seconds);
        result.AddError($"'{option}': '{TerminalText.Escape(text)}' is not a time from 1s to 30d, such as 10m or 2h.");
        return TimeSpan.FromHours(1);
    }
}
