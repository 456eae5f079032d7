using System.CommandLine;
using Shoal.Web.Documents;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal limit</c>: speed limits of torrents, or of the daemon as a whole.</summary>
internal static class LimitCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var torrents = TorrentWords.Argument();
        torrents.Arity = ArgumentArity.ZeroOrMore;
        var down = CommonOptions.Bytes("--down", "RATE", "Bytes received a second at most, such as 500K or 2M; 0 is no limit.");
        var up = CommonOptions.Bytes("--up", "RATE", "Bytes sent a second at most; 0 is no limit.");
        var verb = new DaemonVerb(environment);
        var command = new Command("limit", "Limit the speed of torrents; without a torrent, of the daemon as a whole.") { torrents, down, up };
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            long? newDown = parsed.GetResult(down) is null ? null : parsed.GetValue(down), newUp = parsed.GetResult(up) is null ? null : parsed.GetValue(up);
            if (newDown is null && newUp is null) throw new CommandFailedException("say --down or --up.", ExitCode.Usage);
            if (parsed.GetValue(torrents) is not { Length: > 0 } words)
            {
                var settings = await daemon.SettingsAsync(cancel).ConfigureAwait(false);
                await daemon.ChangeSettingsAsync(settings with { DownLimit = newDown ?? settings.DownLimit, UpLimit = newUp ?? settings.UpLimit }, cancel).ConfigureAwait(false);
                return;
            }

            foreach (var row in await TorrentWords.FindAsync(daemon, words, cancel).ConfigureAwait(false))
                await daemon.ChangeAsync(row.Id, new ChangeRequest { DownLimit = newDown, UpLimit = newUp }, cancel).ConfigureAwait(false);
        });
    }
}
