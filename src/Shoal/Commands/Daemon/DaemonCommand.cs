using System.CommandLine;
using System.Net;
using Shoal.Commands.Documents;
using Shoal.Commands.Transfers;
using Shoal.Engine.Sessions;
using Shoal.Core.Primitives;
using Shoal.Web;
using Shoal.Web.Client;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal daemon</c>: runs the engine for the web UI, the other commands and the API, until it is stopped.</summary>
internal static class DaemonCommand
{
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
        var pid = new Option<string?>("--pid") { HelpName = "FILE", Description = "Write the process id there while running." };
        var (listen, state, json) = (CommonOptions.Listen(environment), CommonOptions.State(), CommonOptions.Json());
        var discovery = new DiscoveryFlags();
        var command = new Command("daemon", "Run Shoal in the background of everything: the web UI, the API, and a home for all transfers.")
        {
            http, hosts, basePath, setPassword, pid, listen, state, json,
        };
        discovery.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var root = parsed.GetValue(state) ?? environment.DefaultStateDirectory;
            var folder = FolderOf(root);
            if (parsed.GetValue(setPassword)) return Task.FromResult(SetPassword(environment, folder));
            var web = new WebOptions { StateDirectory = folder, Hosts = parsed.GetValue(hosts) ?? [], BasePath = parsed.GetValue(basePath) ?? "" };
            if (parsed.GetValue(http) is { Length: > 0 } addresses) web = web with { ListenOn = addresses };
            var engine = new EngineOptions { StateDirectory = folder, Discovery = discovery.Read(parsed, root), MaxConnections = 2_000 }.ListeningOn(parsed.GetValue(listen));
            return RunAsync(environment, engine, web, parsed.GetValue(pid), parsed.GetValue(json), cancel);
        });
        return command;
    }

    /// <summary>The daemon's part of a state folder.</summary>
    public static string FolderOf(string root) => Path.Combine(root, "daemon");

    private static async Task<int> RunAsync(
        CommandEnvironment environment, EngineOptions options, WebOptions web, string? pidFile, bool json, CancellationToken stop)
    {
        var engine = await ShoalEngine.StartAsync(WebServer.Prepare(options, web), cancel: stop).ConfigureAwait(false);
        await using var ofEngine = engine.ConfigureAwait(false);
        var server = await StartAsync(engine, web, stop).ConfigureAwait(false);
        await using var ofServer = server.ConfigureAwait(false);
        var here = new DaemonAddress(server.Addresses[0], Environment.ProcessId);
        here.Write(web.StateDirectory);
        if (pidFile is not null) await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n", stop).ConfigureAwait(false);
        environment.Out.WriteLine(json ? ShoalJson.Line(DaemonReady.Of(server, engine)) : $"Shoal is at {server.Link}");
        await ServiceManager.TellReadyAsync().ConfigureAwait(false);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The only way a daemon ends.
        }

        await ServiceManager.TellStoppingAsync().ConfigureAwait(false);
        here.Delete(web.StateDirectory);
        if (pidFile is not null) File.Delete(pidFile);
        return ExitCode.Ok;
    }

    private static async Task<WebServer> StartAsync(ShoalEngine engine, WebOptions web, CancellationToken stop)
    {
        try
        {
            return await WebServer.StartAsync(engine, web, cancel: stop).ConfigureAwait(false);
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
