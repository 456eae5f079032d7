using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Transfers;

/// <summary>Watches torrents until they are done, and reports what happens.</summary>
/// <param name="torrents">In the order the user named them.</param>
/// <param name="report">Told of everything.</param>
/// <param name="time">The clock.</param>
internal sealed class TransferRun(IReadOnlyList<Torrent> torrents, ITransferReport report, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly HashSet<Torrent> _failed = [];
    private readonly HashSet<string> _toldOf = [];   // web seeds that failed

    /// <summary>At least one torrent stopped by a fault.</summary>
    public bool HasFailed => _failed.Count > 0;

    /// <summary>Ends when every torrent is complete or has failed.</summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        var waiting = torrents.ToDictionary(torrent => torrent.WaitForCompletionAsync(cancel));
        while (waiting.Count > 0)
        {
            foreach (var (ended, torrent) in waiting.Where(pair => pair.Key.IsCompleted).ToList())
            {
                waiting.Remove(ended);
                await SettleAsync(torrent, ended).ConfigureAwait(false);
            }

            if (waiting.Count == 0) return;
            ReportProgress();
            await PauseAsync(waiting.Keys, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Ends when every torrent that has not failed has sent <paramref name="ratio"/> times its size; never when it is null.</summary>
    public async Task SeedAsync(double? ratio, CancellationToken cancel)
    {
        while (true)
        {
            foreach (var torrent in torrents)
            {
                if (torrent.Snapshot() is { State: TorrentState.Failed } snapshot && _failed.Add(torrent)) report.Failed(snapshot, Why(snapshot.Error));
            }

            var seeding = torrents.Where(torrent => !_failed.Contains(torrent)).ToList();
            if (seeding.All(torrent => ratio is { } enough && torrent.Snapshot().Ratio >= enough)) return;
            ReportProgress();
            await PauseAsync([], cancel).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(Torrent torrent, Task ended)
    {
        try
        {
            await ended.ConfigureAwait(false);
            report.Completed(torrent.Snapshot(), time.GetElapsedTime(_began));
        }
        catch (TorrentFailedException fault)
        {
            _failed.Add(torrent);
            report.Failed(torrent.Snapshot(), Why(fault.Message));
        }
    }

    private void ReportProgress()
    {
        var snapshots = torrents.Select(torrent => torrent.Snapshot()).ToList();
        foreach (var seed in snapshots.SelectMany(snapshot => snapshot.WebSeeds))
        {
            if (seed.HasFailed && _toldOf.Add(seed.Url)) report.Note($"web seed {TerminalText.Escape(seed.Url)}: {TerminalText.Escape(seed.Status)}");
        }

        report.Progress(snapshots);
    }

    // A torrent that ends is told at once; the rest can wait for the next period.
    private async Task PauseAsync(IReadOnlyCollection<Task> waiting, CancellationToken cancel)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny([Task.Delay(report.Period, time, woken.Token), .. waiting]).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    private static string Why(string? message) => TerminalText.Escape((message ?? "stopped").ReplaceLineEndings(" "));
}
