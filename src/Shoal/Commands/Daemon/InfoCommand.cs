using System.CommandLine;
using Shoal.Terminal;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal info</c>: all that the daemon knows of a torrent: files, peers, trackers.</summary>
internal static class InfoCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var torrents = TorrentWords.Argument();
        var verb = new DaemonVerb(environment);
        return verb.With(new Command("info", "Show a torrent of the running daemon: its files, peers and trackers.") { torrents }, async (daemon, parsed, cancel) =>
        {
            foreach (var row in await TorrentWords.FindAsync(daemon, parsed.GetRequiredValue(torrents), cancel).ConfigureAwait(false))
            {
                var details = await daemon.ShowAsync(row.Id, cancel).ConfigureAwait(false);
                if (parsed.GetValue(verb.Json)) environment.Out.WriteLine(ShoalJson.Line(details));
                else foreach (var line in TorrentTable.Details(details)) environment.Out.WriteLine(line);
            }
        });
    }
}
