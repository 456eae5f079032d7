using System.CommandLine;
using System.Net;
using Shoal.Commands.Documents;
using Shoal.Commands.Transfers;
using Shoal.Engine.Sessions;
using Shoal.Core.Primitives;
using Shoal.Web;
using Shoal.Web.Client;
using Shoal.Web.Logs;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal daemon</c>: runs the engine for the web UI, the other commands and the API, until it is stopped.</summary>
internal static class DaemonCommand
{
    private const int TidyTriesMax = 60;
    private static readonly TimeSpan TidyPeriod = TimeSpan.FromMilliseconds(500);

    public static Command Build(CommandEnvironment environment)
    {
        var http = new Option<IPEndPoint[]>("--http")
        {
            HelpName = "ADDR:PORT",
            Description = $"Where the web UI and the API answer; may be given several times. Default: 127.0.0.1:{WebOptions.DefaultPort}. Other addresses need a password.",
            CustomParser = result => CommonOptions.Each<IPEndPoint>("--http", result, EndPointText.TryParseListen, "an address and port like 127.0.0.1:5000"),
        };
        var hosts = new Option<string[]>("--host") { HelpName = "NAME", Description = "A name the web UI is reached by, such as a proxy's; may be given several times." };
        var basePath = new Option<string>("--base-path") { HelpName = "PATH", Description = "Where the web UI lives behind a proxy, such as /shoal.", DefaultValueFactory = _ => "" };
        var setPassword = new Option<bool>("--set-password") { Description = "Read a password from standard input, keep it for other machines, and end." };
        var logLevel = new Option<string>("--log-level") { HelpName = "LEVEL", Description = "What is logged: trace, debug, info, warning or error. Default: info.", DefaultValueFactory = _ => "info" };
        logLevel.AcceptOnlyFromAmong("trace", "debug", "info", "warning", "error", "critical");
        var logFormat = new Option<string>("--log-format") { HelpName = "FORMAT", Description = "How log lines are written to standard error: text or json. Default: text.", DefaultValueFactory = _ => "text" };
        logFormat.AcceptOnlyFromAmong("text", "json");
        var guests = new Option<IPEndPoint?>("--guests")
        {
            HelpName = "ADDR:PORT",
            Description = "Where browsers without Shoal get what you send, once you let them, while the web UI is for this machine alone. Default: every IPv4 address, port 5001.",
            CustomParser = result => CommonOptions.Each<IPEndPoint>("--guests", result, EndPointText.TryParseListen, "an address and port like 0.0.0.0:5001").FirstOrDefault(),
        };
        var pid = new Option<string?>("--pid") { HelpName = "FILE", Description = "Write the process id there while running." };
        var (listen, state, json) = (CommonOptions.Listen(environment), CommonOptions.State(), CommonOptions.Json());
        var discovery = new DiscoveryFlags();
        var command = new Command("daemon", "Run Shoal in the background of everything: the web UI, the API, and a home for all transfers.")
        {
            http, hosts, basePath, guests, setPassword, pid, logLevel, logFormat, listen, state, json,
        };
        discovery.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var root = parsed.GetValue(state) ?? environment.DefaultStateDirectory;
            var folder = FolderOf(root);
            if (parsed.GetValue(setPassword)) return Task.FromResult(SetPassword(environment, folder));
            var web = new WebOptions { StateDirectory = folder, Hosts = parsed.GetValue(hosts) ?? [], BasePath = parsed.GetValue(basePath) ?? "" };
            if (parsed.GetValue(guests) is { } door) web = web with { GuestsListenOn = door };
            if (parsed.GetValue(http) is { Length: > 0 } addresses) web = web with { ListenOn = addresses };
            var engine = new EngineOptions { StateDirectory = folder, Discovery = discovery.Read(parsed, root), MaxConnections = 2_000, LoadLater = true }.ListeningOn(parsed.GetValue(listen));
            var log = new DaemonLog(LogLevels.Read(parsed.GetRequiredValue(logLevel)), environment.Error, parsed.GetValue(logFormat) == "json", environment.Time);
            return RunAsync(environment, engine, web, log, parsed.GetValue(pid), parsed.GetValue(json), cancel);
        });
        return command;
    }

    /// <summary>The daemon's part of a state folder.</summary>
    public static string FolderOf(string root) => Path.Combine(root, "daemon");

    private static async Task<int> RunAsync(
        CommandEnvironment environment, EngineOptions options, WebOptions web, DaemonLog log, string? pidFile, bool json, CancellationToken stop)
    {
        var engine = await ShoalEngine.StartAsync(WebServer.Prepare(options, web), log, cancel: stop).ConfigureAwait(false);
        await using var ofEngine = engine.ConfigureAwait(false);
        var server = await StartAsync(engine, web, log, stop).ConfigureAwait(false);
        await using var ofServer = server.ConfigureAwait(false);
        await engine.LoadAsync().WaitAsync(stop).ConfigureAwait(false);   // the API answers already; other programs are told when all is here
        _ = TidyUpAsync(engine, stop);
        var here = new DaemonAddress(server.Addresses[0], Environment.ProcessId);
        here.Write(web.StateDirectory);
        if (pidFile is not null) await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n", stop).ConfigureAwait(false);
        environment.Out.WriteLine(json ? ShoalJson.Line(DaemonReady.Of(server, engine)) : $"Shoal is at {server.Link}");
        var manager = ServiceManager.OfEnvironment();
        _ = manager.WatchAsync(environment.Time, stop);
        await manager.TellReadyAsync().ConfigureAwait(false);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The only way a daemon ends.
        }

        await manager.TellStoppingAsync().ConfigureAwait(false);
        here.Delete(web.StateDirectory);
        if (pidFile is not null) File.Delete(pidFile);
        return ExitCode.Ok;
    }

    // Reading and checking thousands of torrents leaves as much garbage as they weigh; a daemon lives long and mostly idles.
    private static async Task TidyUpAsync(ShoalEngine engine, CancellationToken stop)
    {
        for (var tries = 0; tries < TidyTriesMax && engine.Torrents.Any(torrent => torrent.Snapshot().State == TorrentState.Checking); tries++)
            await Task.Delay(TidyPeriod, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static async Task<WebServer> StartAsync(ShoalEngine engine, WebOptions web, DaemonLog log, CancellationToken stop)
    {
        try
        {
            return await WebServer.StartAsync(engine, web, log, cancel: stop).ConfigureAwait(false);
        }
        catch (InvalidOperationException refusal)
        {
            throw new CommandFailedException(refusal.Message, ExitCode.Usage);
        }
    }

    private static int SetPassword(CommandEnvironment environment, string folder)
    {
        var password = environment.In.ReadLine() ?? "";
        if (password.Length is < PasswordRules.MinLength or > PasswordRules.MaxLength)
            throw new CommandFailedException($"a password has {PasswordRules.MinLength} to {PasswordRules.MaxLength} characters; none was kept.");
        PasswordRules.Keep(folder, password);
        environment.Error.WriteLine($"shoal daemon: the password is kept in {TerminalText.Escape(folder)}; a running daemon takes it at its next start.");
        return ExitCode.Ok;
    }
}
