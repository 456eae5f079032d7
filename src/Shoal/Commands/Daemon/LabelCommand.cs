using System.CommandLine;
using Shoal.Core.Primitives;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal label</c>: words to find torrents of the daemon by.</summary>
internal static class LabelCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var torrents = TorrentWords.Argument();
        var add = new Option<string[]>("--add") { HelpName = "LABEL", Description = "Put a label on them; may be given several times." };
        var remove = new Option<string[]>("--remove") { HelpName = "LABEL", Description = "Take a label off them; may be given several times." };
        var clear = new Option<bool>("--clear") { Description = "Take all labels off first." };
        var verb = new DaemonVerb(environment);
        var command = new Command("label", "Put labels on torrents of the running daemon or take them off; without an option, show them.") { torrents, add, remove, clear };
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            var (added, removed, clears) = (parsed.GetValue(add) ?? [], parsed.GetValue(remove) ?? [], parsed.GetValue(clear));
            foreach (var row in await TorrentWords.FindAsync(daemon, parsed.GetRequiredValue(torrents), cancel).ConfigureAwait(false))
            {
                var labels = row.Labels.Where(label => !clears && !removed.Contains(label, StringComparer.OrdinalIgnoreCase)).Concat(added).ToList();
                if (clears || added.Length + removed.Length > 0) await daemon.ChangeAsync(row.Id, new ChangeRequest { Labels = labels }, cancel).ConfigureAwait(false);
                else if (parsed.GetValue(verb.Json)) environment.Out.WriteLine(ShoalJson.Line(row));
                else environment.Out.WriteLine($"{row.Id[..8]}  {TerminalText.Escape(row.Name)}: {TerminalText.Escape(string.Join(", ", row.Labels))}");
            }
        });
    }
}
