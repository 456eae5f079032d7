using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Web.Client;

namespace Shoal.Commands.Transfers;

/// <summary>Watches torrents of a daemon and reports what happens, as <see cref="TransferRun"/> does for an engine of the command's own.</summary>
/// <param name="daemon">Has the torrents.</param>
/// <param name="ids">In the order the user named them.</param>
/// <param name="report">Told of everything.</param>
/// <param name="time">The clock.</param>
internal sealed class DaemonRun(DaemonClient daemon, IReadOnlyList<string> ids, ITransferReport report, TimeProvider time)
{
    /// <summary>How often the daemon is asked at most: a short transfer should not wait for a long period to end.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(500);

    private readonly long _began = time.GetTimestamp();
    private readonly HashSet<string> _failed = [];
    private readonly HashSet<string> _done = [];
    private long _told = time.GetTimestamp();

    /// <summary>At least one torrent stopped by a fault.</summary>
    public bool HasFailed => _failed.Count > 0;

    /// <summary>All that did not fail are complete.</summary>
    public bool IsComplete => _failed.Count + _done.Count == ids.Count;

    /// <summary>Ends when every torrent is complete or has failed.</summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        for (; !IsComplete; await Task.Delay(LookPeriod, time, cancel).ConfigureAwait(false))
        {
            foreach (var torrent in await LookAsync(cancel).ConfigureAwait(false))
            {
                // A check says nothing yet: what is recorded may not be true any more.
                if (torrent.Now is { IsComplete: true, State: not TorrentState.Checking } && _done.Add(torrent.Id)) report.Completed(torrent.Now, time.GetElapsedTime(_began));
            }

            if (IsComplete) return;
        }
    }

    /// <summary>Ends when every torrent that has not failed has sent <paramref name="ratio"/> times its size; never when it is null.</summary>
    public async Task SeedAsync(double? ratio, CancellationToken cancel)
    {
        while (true)
        {
            var torrents = await LookAsync(cancel).ConfigureAwait(false);
            if (torrents.TrueForAll(torrent => _failed.Contains(torrent.Id) || (ratio is { } enough && torrent.Now.Ratio >= enough))) return;
            await Task.Delay(LookPeriod, time, cancel).ConfigureAwait(false);
        }
    }

    // A torrent that somebody removed is told of like one that failed.
    private async Task<List<(string Id, TorrentSnapshot Now)>> LookAsync(CancellationToken cancel)
    {
        var torrents = new List<(string Id, TorrentSnapshot Now)>();
        foreach (var id in ids.Where(id => !_failed.Contains(id)))
        {
            var now = DaemonSnapshot.Of(await daemon.ShowAsync(id, cancel).ConfigureAwait(false));
            torrents.Add((id, now));
            if (now.State == TorrentState.Failed && _failed.Add(id)) report.Failed(now, TerminalText.Escape((now.Error ?? "stopped").ReplaceLineEndings(" ")));
        }

        if (time.GetElapsedTime(_told) >= report.Period)
        {
            report.Progress([.. torrents.Select(torrent => torrent.Now)]);
            _told = time.GetTimestamp();
        }

        return torrents;
    }
}
