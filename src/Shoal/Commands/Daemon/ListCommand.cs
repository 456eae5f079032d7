using System.CommandLine;
using Shoal.Terminal;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal list</c>: the daemon's torrents, a line each.</summary>
internal static class ListCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var label = new Option<string?>("--label") { HelpName = "LABEL", Description = "Only torrents with this label." };
        var verb = new DaemonVerb(environment);
        return verb.With(new Command("list", "Show the torrents of the running daemon.") { label }, async (daemon, parsed, cancel) =>
        {
            var wanted = parsed.GetValue(label);
            var rows = (await daemon.ListAsync(cancel).ConfigureAwait(false))
                .Where(row => wanted is null || row.Labels.Contains(wanted, StringComparer.OrdinalIgnoreCase)).OrderBy(row => row.Added).ThenBy(row => row.Name, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(verb.Json)) environment.Out.WriteLine(ShoalJson.Line<IReadOnlyList<TorrentRow>>(rows));
            else foreach (var line in TorrentTable.Lines(rows, environment.Width())) environment.Out.WriteLine(line);
        });
    }
}
