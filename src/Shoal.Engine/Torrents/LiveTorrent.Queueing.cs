using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;
using Shoal.Engine.Queueing;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Torrents;

/// <summary>Its turn in the queue, its goals and its labels.</summary>
internal sealed partial class LiveTorrent
{
    private readonly SeedingClock _seeding;
    private PieceSet? _recalled;   // claims of an earlier run, for show: never written down again

    /// <summary>Its place in the queue.</summary>
    public QueueTicket Ticket { get; }

    /// <summary>The queue gave it its turn, or took it back.</summary>
    public void OnTurnChanged() => Post(TorrentMessage.Do(() =>
    {
        if (Ticket.MayRun && _state == TorrentState.Queued) Start();
        else if (!Ticket.MayRun && _state is TorrentState.FetchingMetadata or TorrentState.Downloading or TorrentState.Seeding) Wait();
    }));

    /// <summary>Others came before it or left.</summary>
    public void OnPositionChanged() => Post(TorrentMessage.Do(PublishSnapshot));

    /// <summary>It was moved in the queue: that must outlive us.</summary>
    public void OnQueueChanged() => Post(TorrentMessage.Do(_saving.Save));

    public override Task SetLabelsAsync(IReadOnlyList<string> labels, CancellationToken cancel = default)
    {
        if (!TorrentLabels.TryRead(labels, out var kept, out var fault)) throw new ArgumentException(fault, nameof(labels));
        return ChangeAsync(() => _record.Labels = kept, cancel);
    }

    public override Task SetGoalsAsync(SeedingGoals goals, CancellationToken cancel = default) => ChangeAsync(() => _record.Goals = goals, cancel);

    public override Task SetForcedAsync(bool isForced, CancellationToken cancel = default) => ChangeAsync(() =>
    {
        Ticket.IsForced = isForced;
        if (isForced) Resume();
        _services.Queue.Poke();
    }, cancel);

    /// <summary>On its turn: it has given enough.</summary>
    public void Rest()
    {
        Pause();
        _saving.Save();
    }

    private Task ChangeAsync(Action change, CancellationToken cancel) => TurnAsync(() =>
    {
        change();
        PublishSnapshot();
        _saving.Save();
    }, cancel);

    // What an earlier run claimed is shown until it is checked.
    private void Recall()
    {
        if (_record is not { Metainfo: { } metainfo, Resume.Pieces: { } claimed } || claimed.PieceCount != metainfo.Geometry.PieceCount) return;
        _files = new FileProgress(metainfo, _record.Wants);
        _files.Restart(claimed);
        (_recalled, _fileProgress) = (claimed, _files.Done());
    }

    // Whoever resumes a torrent that has given enough wants it to go on giving.
    private void ForgetMetGoals()
    {
        if (_services.Goals.AreMet(_snapshot, _seeding)) _record.Goals = SeedingGoals.Never;
    }

    /// <summary>Seeding time that need not be written down at the end.</summary>
    public TimeSpan SeedingSlack => _services.Goals.SlackOf(_record.Goals);

    private void Wait()
    {
        EndPhase("it waits for its turn");
        Enter(TorrentState.Queued);
    }

    private void LookAtGoals()
    {
        _seeding.Look(IsSeed, _counters.Uploaded, Now);
        if (IsSeed && _services.Goals.AreMet(_snapshot, _seeding)) _services.Goals.Conclude(this);
    }
}
