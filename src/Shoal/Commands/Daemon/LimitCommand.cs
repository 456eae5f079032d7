using System.CommandLine;
using Shoal.Web.Client;
using Shoal.Web.Documents;
using Shoal.Web.Settings;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal limit</c>: how fast torrents are and how much they give, or the daemon as a whole.</summary>
internal static class LimitCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var torrents = TorrentWords.Argument();
        torrents.Arity = ArgumentArity.ZeroOrMore;
        var down = CommonOptions.Bytes("--down", "RATE", "Bytes received a second at most, such as 500K or 2M; 0 is no limit.");
        var up = CommonOptions.Bytes("--up", "RATE", "Bytes sent a second at most; 0 is no limit.");
        var goals = new GoalFlags();
        var alternative = new Option<string?>("--alternative")
        {
            HelpName = "on|off|auto", Description = "The daemon's alternative limits: on or off until its schedule next switches them, or as the schedule says.",
        };
        var verb = new DaemonVerb(environment);
        var command = new Command("limit", "Limit the speed of torrents and what they give; without a torrent, of the daemon as a whole.") { torrents, down, up, alternative };
        goals.AddTo(command);
        return verb.With(command, async (daemon, parsed, cancel) =>
        {
            var change = new Change(
                parsed.GetResult(down) is null ? null : parsed.GetValue(down), parsed.GetResult(up) is null ? null : parsed.GetValue(up), parsed.GetValue(alternative));
            if (change == new Change(null, null, null) && !goals.AreGiven(parsed))
                throw new CommandFailedException("say --down, --up, --ratio, --seeding, --idle or --alternative.", ExitCode.Usage);
            if (parsed.GetValue(torrents) is not { Length: > 0 } words) await ChangeAllAsync(daemon, change, now => goals.Read(parsed, now), cancel).ConfigureAwait(false);
            else if (change.Alternative is not null) throw new CommandFailedException("--alternative is of the daemon as a whole; name no torrent.", ExitCode.Usage);
            else
            {
                foreach (var row in await TorrentWords.FindAsync(daemon, words, cancel).ConfigureAwait(false))
                {
                    var now = goals.AreGiven(parsed) ? (await daemon.ShowAsync(row.Id, cancel).ConfigureAwait(false)).Goals ?? new() : null;
                    var request = new ChangeRequest { DownLimit = change.Down, UpLimit = change.Up, Goals = now is null ? null : goals.Read(parsed, now) };
                    await daemon.ChangeAsync(row.Id, request, cancel).ConfigureAwait(false);
                }
            }
        });
    }

    private static async Task ChangeAllAsync(DaemonClient daemon, Change change, Func<GoalsDocument, GoalsDocument> read, CancellationToken cancel)
    {
        var now = await daemon.SettingsAsync(cancel).ConfigureAwait(false);
        var (goals, alternative) = (now.Goals ?? new(), now.Alternative ?? new());
        var wanted = read(new(goals.Ratio, goals.SeedingMinutes, goals.IdleMinutes));
        await daemon.ChangeSettingsAsync(
            now with
            {
                DownLimit = change.Down ?? now.DownLimit,
                UpLimit = change.Up ?? now.UpLimit,
                Goals = goals with { Ratio = NullIfNever(wanted.Ratio), SeedingMinutes = NullIfNever(wanted.SeedingMinutes), IdleMinutes = NullIfNever(wanted.IdleMinutes) },
                Alternative = change.Alternative is { } text ? alternative with { ByHand = AlternativeWord.Read(text) } : alternative,
            },
            cancel).ConfigureAwait(false);
    }

    private static double? NullIfNever(double? goal) => goal < 0 ? null : goal;

    private static long? NullIfNever(long? goal) => goal < 0 ? null : goal;

    private sealed record Change(long? Down, long? Up, string? Alternative);
}
