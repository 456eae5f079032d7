using System.CommandLine;
using Shoal.Core.Primitives;
using Shoal.Terminal;
using Shoal.Web.Client;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal queue</c>: whose turn it is in the daemon, and who goes first.</summary>
internal static class QueueCommand
{
    private static readonly string[] Orders = ["top", "up", "down", "bottom", "force", "unforce"];

    public static Command Build(CommandEnvironment environment)
    {
        var words = new Argument<string[]>("ORDER TORRENT")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Nothing: shows the queue. Else top, up, down or bottom moves torrents there; force starts them whatever the limits are; unforce lets them wait again. "
                + "Downloads move among downloads, seeds among seeds.",
        };
        CommonOptions.RefuseOptions(words);
        var verb = new DaemonVerb(environment);
        var command = new Command("queue", "Show or change the queue of the running daemon; 'shoal settings queue.downloads=3' sets its limits.") { words };
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            if (parsed.GetValue(words) is { Length: > 0 } given) await OrderAsync(daemon, given, cancel).ConfigureAwait(false);
            else await ShowAsync(daemon, environment, parsed.GetValue(verb.Json), cancel).ConfigureAwait(false);
        });
    }

    private static async Task OrderAsync(DaemonClient daemon, string[] given, CancellationToken cancel)
    {
        var order = given[0];
        if (!Orders.Contains(order))
            throw new CommandFailedException($"'{TerminalText.Escape(order)}' is no order; say {string.Join(", ", Orders[..^1])} or {Orders[^1]}.", ExitCode.Usage);
        if (given.Length == 1) throw new CommandFailedException($"say which torrents: 'shoal queue {order} TORRENT...'.", ExitCode.Usage);
        var rows = await TorrentWords.FindAsync(daemon, given[1..], cancel).ConfigureAwait(false);
        if (order is "force" or "unforce")
        {
            foreach (var row in rows) await daemon.ChangeAsync(row.Id, new ChangeRequest { IsForced = order == "force" }, cancel).ConfigureAwait(false);
            return;
        }

        await daemon.MoveInQueueAsync([.. rows.Select(row => row.Id)], order, cancel).ConfigureAwait(false);
    }

    private static async Task ShowAsync(DaemonClient daemon, CommandEnvironment environment, bool json, CancellationToken cancel)
    {
        var rows = QueueTable.InOrder(await daemon.ListAsync(cancel).ConfigureAwait(false));
        if (json)
        {
            environment.Out.WriteLine(ShoalJson.Line(rows));
            return;
        }

        var settings = await daemon.SettingsAsync(cancel).ConfigureAwait(false);
        foreach (var line in QueueTable.Lines(rows, settings.Queue ?? new(), environment.Width())) environment.Out.WriteLine(line);
    }
}
