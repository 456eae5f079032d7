using System.CommandLine;
using Shoal.Web.Client;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal pause|resume|recheck|remove|move</c>: one order for one or more torrents of the daemon.</summary>
internal static class OrderCommands
{
    public static Command BuildPause(CommandEnvironment environment) =>
        Build(environment, "pause", "Stop torrents until they are resumed.", (daemon, row, cancel) => daemon.PauseAsync(row.Id, cancel));

    public static Command BuildResume(CommandEnvironment environment) =>
        Build(environment, "resume", "Go on with torrents that are paused or stopped by a fault.", (daemon, row, cancel) => daemon.ResumeAsync(row.Id, cancel));

    public static Command BuildRecheck(CommandEnvironment environment) =>
        Build(environment, "recheck", "Read all data of torrents again.", (daemon, row, cancel) => daemon.RecheckAsync(row.Id, cancel));

    public static Command BuildRemove(CommandEnvironment environment)
    {
        var data = new Option<bool>("--data") { Description = "Delete the files, too. Without it they stay." };
        return Build(environment, "remove", "Forget torrents; their files stay unless --data is given.",
            (daemon, row, parsed, cancel) => daemon.RemoveAsync(row.Id, parsed.GetValue(data), cancel), data);
    }

    public static Command BuildMove(CommandEnvironment environment)
    {
        var to = new Option<string>("--to") { HelpName = "DIR", Description = "The folder the data goes to.", Required = true };
        return Build(environment, "move", "Move the data of torrents to another folder.",
            (daemon, row, parsed, cancel) => daemon.ChangeAsync(row.Id, new ChangeRequest { Directory = Path.GetFullPath(parsed.GetRequiredValue(to)) }, cancel), to);
    }

    private static Command Build(CommandEnvironment environment, string name, string description, Func<DaemonClient, TorrentRow, CancellationToken, Task> order) =>
        Build(environment, name, description, (daemon, row, _, cancel) => order(daemon, row, cancel));

    private static Command Build(
        CommandEnvironment environment, string name, string description,
        Func<DaemonClient, TorrentRow, ParseResult, CancellationToken, Task> order, params Option[] options)
    {
        var torrents = TorrentWords.Argument();
        var verb = new DaemonVerb(environment);
        var command = new Command(name, description) { torrents };
        foreach (var option in options) command.Options.Add(option);
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            foreach (var row in await TorrentWords.FindAsync(daemon, parsed.GetRequiredValue(torrents), cancel).ConfigureAwait(false))
                await order(daemon, row, parsed, cancel).ConfigureAwait(false);
        });
    }
}
