using System.CommandLine;
using System.Globalization;

namespace Shoal.Commands.Daemon;

/// <summary><c>shoal stats</c>: the daemon as a whole.</summary>
internal static class StatsCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var verb = new DaemonVerb(environment);
        return verb.With(new Command("stats", "Show rates and totals of the running daemon."), async (daemon, parsed, cancel) =>
        {
            var now = await daemon.StatisticsAsync(cancel).ConfigureAwait(false);
            if (parsed.GetValue(verb.Json))
            {
                environment.Out.WriteLine(ShoalJson.Line(now));
                return;
            }

            environment.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"torrents    {now.Torrents} ({now.Downloading} downloading, {now.Seeding} seeding, {now.Queued} waiting)"));
            environment.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peers       {now.Peers}"));
            environment.Out.WriteLine($"down        {ByteCount.Show(now.DownRate)}/s, limit {Limit(now.DownLimit)}, {ByteCount.Show(now.Downloaded)} in all");
            environment.Out.WriteLine($"up          {ByteCount.Show(now.UpRate)}/s, limit {Limit(now.UpLimit)}, {ByteCount.Show(now.Uploaded)} in all");
            if (now.IsAlternative) environment.Out.WriteLine("limits      the alternative ones");
        });
    }

    private static string Limit(long perSecond) => perSecond == 0 ? "none" : ByteCount.Show(perSecond) + "/s";
}
