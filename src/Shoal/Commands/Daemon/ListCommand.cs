using System.CommandLine;
using Shoal.Terminal;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal list</c>: the daemon's torrents, a line each.</summary>
internal static class ListCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var verb = new DaemonVerb(environment);
        return verb.With(new Command("list", "Show the torrents of the running daemon."), async (daemon, parsed, cancel) =>
        {
            var rows = (await daemon.ListAsync(cancel).ConfigureAwait(false)).OrderBy(row => row.Added).ThenBy(row => row.Name, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(verb.Json)) environment.Out.WriteLine(ShoalJson.Line<IReadOnlyList<TorrentRow>>(rows));
            else foreach (var line in TorrentTable.Lines(rows, environment.Width())) environment.Out.WriteLine(line);
        });
    }
}
