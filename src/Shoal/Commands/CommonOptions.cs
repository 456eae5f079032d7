using Shoal.Core.Primitives;
using Shoal.Core.WebSeeds;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Shoal.Terminal;

namespace Shoal.Commands;

/// <summary>Options that several commands share, so that they are spelt and explained once.</summary>
internal static class CommonOptions
{
    public const string UnknownOption = "unknown option";

    public static Option<bool> Json() => new("--json") { Description = "Write JSON to standard output, for programs." };

    /// <param name="environment">Knows where to listen when nothing is said.</param>
    public static Option<IPEndPoint[]> Listen(CommandEnvironment environment) => new("--listen")
    {
        HelpName = "ADDR:PORT",
        Description = "Where peers may connect; may be given several times. A port alone means all addresses; a loopback address keeps everything on this machine. "
            + "Default: $SHOAL_LISTEN, else a free port.",
        DefaultValueFactory = result => DefaultListen(environment, result),
        CustomParser = result => Each<IPEndPoint>("--listen", result, EndPointText.TryParseListen, "an address and port like 0.0.0.0:6881 or [::]:6881"),
    };

    public static Option<string?> State() => new("--state")
    {
        HelpName = "DIR",
        Description = "Folder for what must survive a restart. Default: $XDG_STATE_HOME/shoal.",
    };

    public static Option<HostPort[]> Peers() => HostPorts("--peer", "A peer to connect to at once; may be given several times.");

    public static Option<HostPort[]> HostPorts(string name, string description) => new(name)
    {
        HelpName = "HOST:PORT",
        Description = description,
        CustomParser = result => Each<HostPort>(name, result, HostPort.TryParse, "a host and port like 192.0.2.7:6881 or [2001:db8::7]:6881"),
    };

    public static Option<string[]> WebSeeds() => new("--web-seed")
    {
        HelpName = "URL",
        Description = "A web server that has the files: the URL of their folder, or of the one file; may be given several times.",
        CustomParser = result => Each<string>("--web-seed", result, TryParseWebSeed, "an http or https URL"),
    };

    private static bool TryParseWebSeed(string text, out string url)
    {
        url = text;
        return WebSeedUrl.TryParse(text, out _);
    }

    public static Option<string[]> Trackers() => new("--tracker")
    {
        HelpName = "URL",
        Description = "Announce URL of a tracker, such as udp://tracker.example:6969/announce; may be given several times.",
        CustomParser = result => Each<string>("--tracker", result, TryParseTracker, "the URL of a tracker: http, https or udp"),
    };

    private static IPEndPoint[] DefaultListen(CommandEnvironment environment, ArgumentResult result)
    {
        if (environment.DefaultListen is not { Length: > 0 } text) return [];
        if (EndPointText.TryParseListen(text, out var address)) return [address];
        result.AddError($"SHOAL_LISTEN: '{TerminalText.Escape(text)}' is not an address and port like 0.0.0.0:6881 or [::]:6881.");
        return [];
    }

    private static bool TryParseTracker(string text, out string url)
    {
        url = text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https" or "udp") && uri.Host.Length > 0;
    }

    public static Option<double?> Ratio() => new("--ratio")
    {
        HelpName = "R",
        Description = "Stop seeding when R times the size was sent, such as 1.5.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio)) return ratio;
            result.AddError($"'--ratio': '{TerminalText.Escape(text)}' is not a number like 1 or 2.5.");
            return null;
        },
    };

    /// <summary>A value that begins with a dash is a misspelt option, not an argument.</summary>
    public static void RefuseOptions(Argument argument) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value is ['-', _, ..]) result.AddError($"{UnknownOption} '{TerminalText.Escape(token.Value)}'.");
        }
    });

    /// <summary>An option that counts bytes, as <see cref="ByteCount"/> spells them.</summary>
    public static Option<long> Bytes(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
        {
            if (ByteCount.TryParse(result.Tokens[0].Value, out var bytes)) return bytes;
            result.AddError($"'{name}': '{TerminalText.Escape(result.Tokens[0].Value)}' is not a number of bytes like 500K, 2M or 1.5MiB.");
            return 0;
        },
    };

    internal delegate bool TryParse<T>(string text, out T value);

    internal static T[] Each<T>(string name, ArgumentResult result, TryParse<T> tryParse, string expected)
    {
        var values = new List<T>(result.Tokens.Count);
        foreach (var token in result.Tokens)
        {
            if (tryParse(token.Value, out var value)) values.Add(value);
            else result.AddError($"'{name}': '{TerminalText.Escape(token.Value)}' is not {expected}.");
        }

        return [.. values];
    }
}
