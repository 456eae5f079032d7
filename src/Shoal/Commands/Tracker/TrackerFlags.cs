using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Terminal;
using Shoal.Tracker;

namespace Shoal.Commands;

/// <summary>The options of <c>shoal tracker</c>; a settings file has the same names without the dashes.</summary>
internal sealed class TrackerFlags
{
    private readonly Option<IPEndPoint[]> _http = Listen("--http", "Where to answer over HTTP; may be given several times. A port alone means all addresses.");
    private readonly Option<IPEndPoint[]> _https = Listen("--https", "The same within TLS; needs --certificate.");
    private readonly Option<IPEndPoint[]> _udp = Listen("--udp", "The same over UDP. With none of these options: HTTP and UDP on port 6969 of all addresses.");
    private readonly Option<string?> _certificate = Text("--certificate", "FILE", "Certificate chain in PEM, with the private key or beside --key. Read again when it changes.");
    private readonly Option<string?> _key = Text("--key", "FILE", "Private key in PEM.");
    private readonly Option<int> _threads = Number("--udp-threads", 1, 64, 1, "Threads of each UDP address. No more than there are free cores.");
    private readonly Option<int> _httpThreads = Number("--http-threads", 1, 64, 1, "Threads of each HTTP address that answer clients which open a connection for each announce (Linux).");
    private readonly Option<int> _interval = Number("--interval", 1, 86_400, 1_800, "Seconds between two announces of a client; peers are forgotten after one and a half of it.");
    private readonly Option<int> _target = Number("--target-rate", 0, 1_000_000_000, 20_000, "Announces a second above which the interval grows by up to a fifth; 0 never.");
    private readonly Option<int> _numwant = Number("--numwant", 0, TrackerOptions.NumWantLimit, TrackerOptions.NumWantLimit, "Most peers in an answer.");
    private readonly Option<int> _maxPeers = Number("--max-peers", 1, 1_000_000_000, 4_000_000, "Peers in memory, IPv4 and IPv6 each; one more pushes an old one out.");
    private readonly Option<int> _maxSwarms = Number("--max-swarms", 1, 100_000_000, 1_000_000, "Swarms in memory, the same way.");
    private readonly Option<int> _limitAnnounces = Number("--limit-announces", 0, 1_000_000_000, 30_000, "Announces an address may make in a minute; 0 sets no limit.");
    private readonly Option<int> _limitScrapes = Number("--limit-scrapes", 0, 1_000_000_000, 60_000, "Info-hashes an address may scrape in a minute; 0 sets no limit.");
    private readonly Option<int> _limitJoins = Number("--limit-joins", 0, 1_000_000_000, 20_000, "New peers an address may enter in a minute; 0 sets no limit.");
    private readonly Option<string?> _allow = Text("--allow", "FILE", "Track only the info-hashes in this file, a line each.");
    private readonly Option<string?> _deny = Text("--deny", "FILE", "Track all but the info-hashes in this file.");
    private readonly Option<string?> _passkeys = Text("--passkeys", "FILE", "Serve only who has one of these passkeys: announce URLs are /PASSKEY/announce.");
    private readonly Option<string?> _ban = Text("--ban", "FILE", "Addresses and networks that get nothing, a line each.");
    private readonly Option<IPNetwork[]> _proxies = new("--proxy")
    {
        HelpName = "NETWORK",
        Description = "A proxy whose X-Forwarded-For and PROXY protocol are believed; may be given several times.",
        CustomParser = result => CommonOptions.Each<IPNetwork>("--proxy", result, TryParseNetwork, "an address or a network like 10.0.0.0/8"),
    };

    private readonly Option<bool> _fullScrape = new("--full-scrape") { Description = "Answer a scrape without info-hashes with the largest swarms." };
    private readonly Option<bool> _noWebSockets = new("--no-websocket") { Description = "No announces of browsers (WebTorrent)." };
    private readonly Option<PageAccess> _page = new("--page") { HelpName = "WHO", Description = "Who may see the page and the metrics: public, token or off. Default public.", DefaultValueFactory = _ => PageAccess.Public };
    private readonly Option<string?> _token = Text("--token-file", "FILE", "File with the token of the admin API, at least 16 characters. Without it there is no admin API.");
    private readonly Option<string?> _state = Text("--state", "DIR", "Folder where download counts and peers outlive the process. Without it all is in memory.");
    private readonly Option<bool> _noPeers = new("--forget-peers") { Description = "Keep only download counts in the state folder, no addresses." };
    private readonly Option<bool> _takeOver = new("--take-over") { Description = "Take sockets and swarms over from the tracker that runs on the same state folder, without losing a request." };
    private readonly Option<HostPort[]> _redis = CommonOptions.HostPorts("--redis", "A Redis-protocol server, or one or more of a cluster, by which trackers share their swarms.");
    private readonly Option<string?> _redisPassword = Text("--redis-password-file", "FILE", "File with the password of the Redis server.");

    public Option<string?> Settings { get; } = Text("--settings", "FILE", "More options, a line each: \"interval = 1200\". Read again on SIGHUP and when the file changes; what is typed wins.");

    private Option[] All =>
    [
        _http, _https, _udp, _certificate, _key, _threads, _httpThreads, _interval, _target, _numwant, _maxPeers, _maxSwarms, _limitAnnounces, _limitScrapes, _limitJoins,
        _allow, _deny, _passkeys, _ban, _proxies, _fullScrape, _noWebSockets, _page, _token, _state, _noPeers, _takeOver, _redis, _redisPassword,
    ];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
        command.Add(Settings);
    }

    /// <summary>What was typed, and what the settings file says where nothing was.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CommandFailedException">The settings contradict themselves, or a line of them is none.</exception>
    public TrackerOptions Read(ParseResult typed)
    {
        var file = typed.GetValue(Settings) is { } path ? Parse(path) : null;
        var interval = TimeSpan.FromSeconds(Value(_interval));
        var http = Value(_http) ?? [];
        var https = Value(_https) ?? [];
        var udp = Value(_udp) ?? [];
        // Sockets that systemd opened are addresses too.
        var isActivated = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LISTEN_FDS"));
        if (http.Length + https.Length + udp.Length == 0 && !isActivated) http = udp = [new IPEndPoint(IPAddress.IPv6Any, TrackerOptions.DefaultPort)];
        if (https.Length > 0 && Value(_certificate) is null) throw Wrong("'--https' needs '--certificate'.");
        if (Value(_allow) is not null && Value(_deny) is not null) throw Wrong("'--allow' and '--deny' exclude each other.");
        if (Value(_takeOver) && Value(_state) is null) throw Wrong("'--take-over' needs '--state'.");
        return new TrackerOptions
        {
            Http = [.. http.SelectMany(Families)],
            Https = [.. https.SelectMany(Families)],
            Udp = [.. udp.SelectMany(Families)],
            CertificateFile = Value(_certificate),
            KeyFile = Value(_key),
            UdpThreads = Value(_threads),
            HttpThreads = Value(_httpThreads),
            Interval = interval,
            MinInterval = interval < TimeSpan.FromMinutes(2) ? interval / 2 is var half && half.TotalSeconds >= 1 ? half : TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1),
            TargetAnnounceRate = Value(_target),
            NumWantMax = Value(_numwant),
            Swarms = new SwarmLimits { MaxPeers = Value(_maxPeers), MaxSwarms = Value(_maxSwarms), PeerTimeout = TimeoutOf(interval) },
            Limits = new AddressLimits { Announces = Value(_limitAnnounces), Scrapes = Value(_limitScrapes), Joins = Value(_limitJoins) },
            AllowFile = Value(_allow),
            DenyFile = Value(_deny),
            PasskeyFile = Value(_passkeys),
            BanFile = Value(_ban),
            Proxies = Value(_proxies) ?? [],
            AllowFullScrape = Value(_fullScrape),
            AllowWebSockets = !Value(_noWebSockets),
            Page = Value(_page),
            AdminToken = Secret(Value(_token)) is { } token ? token.Length >= 16 ? token : throw Wrong("the admin token has less than 16 characters.") : null,
            StateDirectory = Value(_state),
            SavePeers = !Value(_noPeers),
            TakesOver = Value(_takeOver),
            Redis = Value(_redis) ?? [],
            RedisPassword = Secret(Value(_redisPassword)),
        };

        T? Value<T>(Option<T> option) => typed.GetResult(option) is { Implicit: false } || file is null ? typed.GetValue(option) : file.GetValue(option);
    }

    // "name = value" or "name value" is "--name value"; "name" alone is "--name".
    private ParseResult Parse(string path)
    {
        var words = new List<string>();
        foreach (var text in File.ReadLines(path))
        {
            var line = text.Split('#')[0].Trim();
            if (line.Length == 0) continue;
            var end = line.IndexOfAny([' ', '=', '\t']);
            words.Add("--" + (end < 0 ? line : line[..end]));
            if (end >= 0) words.Add(line[end..].Trim(' ', '\t', '='));
        }

        var command = new Command("settings");
        foreach (var option in All) command.Add(option);
        var parsed = command.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors.Count == 0 ? parsed : throw Wrong($"{path}: {parsed.Errors[0].Message}");
    }

    private static TimeSpan TimeoutOf(TimeSpan interval)
    {
        var (least, most) = (TimeSpan.FromSeconds(8), TimeSpan.FromHours(24));
        return interval * 1.5 is var timeout && timeout < least ? least : timeout > most ? most : timeout;
    }

    // All addresses are two sockets: IPv4 and IPv6 are kept apart, so that a peer has one address.
    private static IEnumerable<IPEndPoint> Families(IPEndPoint address)
    {
        if (!address.Address.Equals(IPAddress.IPv6Any)) return [address];
        var v4 = new IPEndPoint(IPAddress.Any, address.Port);
        return Socket.OSSupportsIPv6 ? [v4, address] : [v4];
    }

    private static string? Secret(string? path) => path is null ? null : File.ReadAllText(path).Trim();
    private static CommandFailedException Wrong(string message) => new(message, ExitCode.Usage);

    private static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network)) return true;
        if (!IPAddress.TryParse(text, out var address)) return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    private static Option<int> Number(string name, int least, int most, int normal, string description) => new(name)
    {
        HelpName = "N",
        Description = $"{description} Default {normal}.",
        DefaultValueFactory = _ => normal,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            result.AddError($"'{name}': '{TerminalText.Escape(text)}' is not a number from {least} to {most}.");
            return normal;
        },
    };

    private static Option<IPEndPoint[]> Listen(string name, string description) => new(name)
    {
        HelpName = "ADDR:PORT",
        Description = description,
        CustomParser = result => CommonOptions.Each<IPEndPoint>(
            name, result, EndPointText.TryParseListen, "an address and port like 0.0.0.0:6969 or [::]:6969"),
    };
}
