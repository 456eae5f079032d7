using System.CommandLine;
using System.Net;
using Shoal.Commands.Daemon;
using Shoal.Web.Client;

namespace Shoal.Commands.Transfers;

/// <summary>Whether a command works through the user's daemon or with an engine of its own.</summary>
/// <param name="environment">Where the daemon keeps its state when nothing is said.</param>
internal sealed class DaemonFinder(CommandEnvironment environment)
{
    private readonly Option<bool> _alone = new("--alone")
    {
        Description = "Use an engine of this command's own, even when a daemon runs. So do --listen and the options that say how peers are found.",
    };

    public void AddTo(Command command) => command.Options.Add(_alone);

    /// <summary>The user's daemon; null when none runs or the command line asks for what only an engine of its own can do.</summary>
    public async Task<DaemonClient?> FindAsync(
        ParseResult parsed, Option<string?> state, Option<IPEndPoint[]> listen, DiscoveryFlags discovery, CancellationToken cancel)
    {
        if (parsed.GetValue(_alone) || parsed.GetResult(listen) is { Implicit: false } || discovery.AreGiven(parsed)) return null;
        var folder = DaemonCommand.FolderOf(parsed.GetValue(state) ?? environment.DefaultStateDirectory);
        return await DaemonClient.FindAsync(folder, cancel).ConfigureAwait(false);
    }
}
