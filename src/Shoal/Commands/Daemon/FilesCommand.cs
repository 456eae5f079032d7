using System.CommandLine;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Terminal;
using Shoal.Web.Client;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal files</c>: the files of a torrent of the daemon, and which of them are wanted.</summary>
internal static class FilesCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var torrents = TorrentWords.Argument();
        var only = new Option<string[]>("--only") { HelpName = "GLOB", Description = "Want only files whose path matches, such as '*.iso' or 'disc1/*'; may be given several times." };
        var skip = new Option<string[]>("--skip") { HelpName = "GLOB", Description = "Leave out files whose path matches." };
        var verb = new DaemonVerb(environment);
        var command = new Command("files", "Show the files of torrents of the running daemon, or choose which are wanted.") { torrents, only, skip };
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            var (wanted, skipped) = (parsed.GetValue(only) ?? [], parsed.GetValue(skip) ?? []);
            foreach (var row in await TorrentWords.FindAsync(daemon, parsed.GetRequiredValue(torrents), cancel).ConfigureAwait(false))
            {
                if (wanted.Length + skipped.Length > 0) await ChooseAsync(daemon, row, wanted, skipped, cancel).ConfigureAwait(false);
                var details = await daemon.ShowAsync(row.Id, cancel).ConfigureAwait(false);
                if (parsed.GetValue(verb.Json)) environment.Out.WriteLine(ShoalJson.Line(details.Files));
                else foreach (var line in TorrentTable.Files(details.Files)) environment.Out.WriteLine(line);
            }
        });
    }

    private static async Task ChooseAsync(DaemonClient daemon, TorrentRow row, string[] only, string[] skip, CancellationToken cancel)
    {
        var files = (await daemon.ShowAsync(row.Id, cancel).ConfigureAwait(false)).Files;
        if (files.Count == 0) throw new CommandFailedException($"the files of {TerminalText.Escape(row.Name)} are not known yet; its metadata is still to come.");
        var chosen = files.Where(file => (only.Length == 0 ? file.IsWanted : Matches(only, file)) && !Matches(skip, file)).Select(file => file.Index).ToList();
        if (chosen.Count == 0) throw new CommandFailedException("that would leave no file; nothing was changed.");
        await daemon.ChangeAsync(row.Id, new ChangeRequest { Files = chosen }, cancel).ConfigureAwait(false);
    }

    private static bool Matches(string[] globs, FileRow file) => globs.Length > 0 && new TorrentFileFilter(globs, ignoresCase: true).Matches(file.Path);
}
