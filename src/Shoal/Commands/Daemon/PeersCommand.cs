using System.CommandLine;
using Shoal.Terminal;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal peers</c>: who a torrent of the daemon is connected to.</summary>
internal static class PeersCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var torrents = TorrentWords.Argument();
        var verb = new DaemonVerb(environment);
        return verb.With(new Command("peers", "Show the peers of torrents of the running daemon.") { torrents }, async (daemon, parsed, cancel) =>
        {
            foreach (var row in await TorrentWords.FindAsync(daemon, parsed.GetRequiredValue(torrents), cancel).ConfigureAwait(false))
            {
                var details = await daemon.ShowAsync(row.Id, cancel).ConfigureAwait(false);
                if (parsed.GetValue(verb.Json)) environment.Out.WriteLine(ShoalJson.Line(details.Peers));
                else foreach (var line in TorrentTable.Peers(details.Peers)) environment.Out.WriteLine(line);
            }
        });
    }
}
