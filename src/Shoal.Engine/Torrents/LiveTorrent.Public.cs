using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Sessions;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>The public face: every command becomes a turn, every question is answered from what was last published.</summary>
internal sealed partial class LiveTorrent
{
    private TorrentSnapshot _snapshot;
    private int _selections;
    private PieceSet? _have;      // pieces verified when the rules last ran; kept when they stop
    private IReadOnlyList<PeerSnapshot> _peerSnapshots = [];

    public override InfoHashes InfoHashes => _record.Metainfo?.InfoHashes ?? _record.InfoHashes;
    public override TorrentMetainfo? Metainfo => _metadataKnown.Task.IsCompletedSuccessfully ? _metadataKnown.Task.Result : null;
    public override Task<TorrentMetainfo> WaitForMetadataAsync(CancellationToken cancel = default) => _metadataKnown.Task.WaitAsync(cancel);
    public override Task WaitForCompletionAsync(CancellationToken cancel = default) => Volatile.Read(ref _completed).Task.WaitAsync(cancel);
    public override TorrentSnapshot Snapshot() => Volatile.Read(ref _snapshot);
    public override IReadOnlyList<PeerSnapshot> Peers() => Volatile.Read(ref _peerSnapshots);
    public override IReadOnlyList<bool> SelectedFiles() => Volatile.Read(ref _files)?.Wanted ?? [];
    public override ReadOnlyMemory<byte> Pieces() => (Volatile.Read(ref _have) ?? _recalled)?.Bytes.ToArray() ?? [];
    public override IReadOnlyList<long> FileProgress() => Volatile.Read(ref _fileProgress);

    public override void AddPeer(IPEndPoint address) =>
        Post(TorrentMessage.Do(() => Meet([address], PeerSource.User)));

    public override void AddWebSeed(string url)
    {
        if (!WebSeedUrl.TryParse(url, out _)) throw new ArgumentException("A web seed is an http or https URL.", nameof(url));
        Post(TorrentMessage.Do(() => _webSeeds.Add(url, isFromUser: true)));
    }

    /// <summary>The port that others are told is another now.</summary>
    public void Reannounce() => Post(TorrentMessage.Do(() =>
    {
        if (_state is TorrentState.FetchingMetadata or TorrentState.Downloading or TorrentState.Seeding) _discovery.Start();
    }));

    public override Task PauseAsync(CancellationToken cancel = default) => TurnAsync(Pause, cancel);
    public override Task ResumeAsync(CancellationToken cancel = default) => TurnAsync(Resume, cancel);
    public override Task RecheckAsync(CancellationToken cancel = default) => TurnAsync(Recheck, cancel);

    public override Task SelectFilesAsync(Func<TorrentFile, bool> wants, CancellationToken cancel = default) =>
        TurnAsync(() => Select(wants), cancel);

    public override void SetSequential(bool sequential) => Post(TorrentMessage.Do(() =>
    {
        _record.IsSequential = sequential;
        _transfer?.Handle(TorrentInput.ModeChanged(new TorrentMode(sequential)), Now);
    }));

    public override void SetLimits(long download, long upload)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(download);
        ArgumentOutOfRangeException.ThrowIfNegative(upload);
        (_download.Rate, _upload.Rate) = (download, upload);
        Post(TorrentMessage.Do(() => (_record.DownloadLimit, _record.UploadLimit) = (download, upload)));
    }

    public override async Task MoveAsync(string directory, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (_storage is { } storage) await storage.MoveAsync(directory).WaitAsync(cancel).ConfigureAwait(false);
        await TurnAsync(() => _record.Directory = directory, cancel).ConfigureAwait(false);
    }

    // What trackers are told: 0 only when all of the torrent is here.
    private long LeftBytes() => Snapshot() is { TotalBytes: > 0 } now ? Math.Max(now.TotalBytes - now.WantedDoneBytes, 0) : long.MaxValue / 2;

    /// <summary>It was added again: what the owner asks for now counts, and a torrent that rested goes on.</summary>
    public void Update(AddTorrent request) => Post(TorrentMessage.Do(() =>
    {
        Meet(request.Peers, PeerSource.User);
        if (request.Wants is { } wants) Select(wants);
        if (request.Labels.Count > 0) _record.Labels = request.Labels;
        (_download.Rate, _upload.Rate) = (_record.DownloadLimit, _record.UploadLimit) = (request.DownloadLimit, request.UploadLimit);
        _record.IsSequential = request.Sequential;
        _transfer?.Handle(TorrentInput.ModeChanged(new TorrentMode(request.Sequential)), Now);
        if (!request.StartPaused) Resume();
    }));

    /// <summary>Changes whenever there is something new to write down.</summary>
    public long ChangeMark => HashCode.Combine(_have?.Count ?? 0, _counters.Uploaded, _counters.Downloaded, _record.IsPaused, _record.Directory, _state,
        HashCode.Combine(_selections, Ticket.Key, _services.Goals.StepOf(_seeding.Seeding, _record.Goals)));

    /// <summary>On a turn, or after the last one: what a later run must know. The pieces claimed are verified, not yet synced.</summary>
    public (ResumeRecord Record, TorrentStorage? Storage) DescribeForResume() => (new ResumeRecord
    {
        InfoHashes = InfoHashes,
        Name = _record.Name,
        Directory = _record.Directory,
        Magnet = _record.Metainfo is null ? _record.Magnet?.ToString() : null,
        Pieces = _have?.Copy() ?? _record.Resume?.Pieces,
        Files = _record.Resume?.Files ?? [],
        Wanted = _files is { WantsAll: false } files ? [.. _record.Metainfo!.Files.Select(file => files.IsWanted(file.Index))] : [],
        DownloadedBytes = _counters.Downloaded,
        UploadedBytes = _counters.Uploaded,
        DownloadLimit = _record.DownloadLimit,
        UploadLimit = _record.UploadLimit,
        IsPaused = _record.IsPaused,
        IsSequential = _record.IsSequential,
        Trackers = _record.AddedTrackers,
        Peers = [.. _record.Peers],
        AddedAt = _record.AddedAt,
        QueueKey = Ticket.Key,
        IsForced = Ticket.IsForced,
        Labels = _record.Labels,
        Goals = _record.Goals,
        SeedingTime = _seeding.Seeding,
        IdleTime = _seeding.Idle,
    }, _storage);

    private void Pause()
    {
        _record.IsPaused = true;
        EndPhase("the torrent is paused");
        Enter(TorrentState.Paused);
        _saving.Save();
    }

    private void Resume()
    {
        _record.IsPaused = false;
        ForgetMetGoals();
        if (_state is TorrentState.Paused or TorrentState.Failed) Start();
    }

    private void Recheck()
    {
        if (_record.Metainfo is null) return;
        EndPhase("the torrent is checked again");
        (_record.BelievedPieces, _record.Resume) = (null, null);
        _saving.Save();
        Start();
    }

    private void Select(Func<TorrentFile, bool> wants)
    {
        _record.Wants = wants;
        _selections++;
        if (_files is not { } files) return;
        files.Select(wants);
        _readers.EndUnwanted(files.IsWanted);
        var all = files.Priorities() ?? Enumerable.Repeat((byte)4, _record.Metainfo!.Geometry.PieceCount).ToArray();
        _transfer?.Handle(TorrentInput.PrioritiesChanged(all), Now);
        if (_transfer is not null && files.WantedDoneBytes < files.WantedBytes) Enter(TorrentState.Downloading);
        PublishSnapshot();
        _services.Queue.Poke();
    }

    private async Task TurnAsync(Action turn, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(TorrentMessage.Do(() =>
        {
            turn();
            done.SetResult();
        })).ConfigureAwait(false);
        await done.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    private void PublishSnapshot()
    {
        var (before, now) = (_snapshot, MakeSnapshot());
        // Who compares snapshots by reference sees at once that nothing changed.
        if (now with { Trackers = before.Trackers, WebSeeds = before.WebSeeds } != before
            || !now.Trackers.SequenceEqual(before.Trackers) || !now.WebSeeds.SequenceEqual(before.WebSeeds)) Volatile.Write(ref _snapshot, now);
        if (_files is { } files) Volatile.Write(ref _fileProgress, files.Done());
        Volatile.Write(ref _peerSnapshots, [.. _peers.Open.Select(peer => peer.Snapshot(_transfer?.Core))]);
    }

    private TorrentSnapshot MakeSnapshot() => new()
    {
        InfoHashes = InfoHashes,
        Name = _record.Name,
        State = _state,
        Error = _error,
        TotalBytes = _record.Metainfo?.ContentBytes ?? 0,
        WantedBytes = _files?.WantedBytes ?? _record.Metainfo?.ContentBytes ?? 0,
        WantedDoneBytes = _files?.WantedDoneBytes ?? 0,
        CheckedBytes = _check?.CheckedBytes ?? 0,
        PieceCount = _record.Metainfo?.Geometry.PieceCount ?? 0,
        PiecesDone = (_have ?? _recalled)?.Count ?? 0,
        DownloadedBytes = _counters.Downloaded,
        UploadedBytes = _counters.Uploaded,
        WastedBytes = _counters.Wasted + _peers.Open.Sum(peer => peer.WastedBytes),
        DownloadRate = (long)(_transfer?.Core.DownloadRate ?? 0),
        UploadRate = (long)(_transfer?.Core.UploadRate ?? 0),
        Peers = _peers.Open.Count,
        Seeds = _transfer?.Core.SeedCount ?? 0,
        Directory = _record.Directory,
        AddedAt = _record.AddedAt,
        QueuePosition = Ticket.Position,
        IsForced = Ticket.IsForced,
        Labels = _record.Labels,
        Goals = _record.Goals,
        SeedingTime = TimeSpan.FromMinutes(Math.Floor(_seeding.Seeding.TotalMinutes)),
        IdleTime = TimeSpan.FromMinutes(Math.Floor(_seeding.Idle.TotalMinutes)),
        DownloadLimit = _record.DownloadLimit,
        UploadLimit = _record.UploadLimit,
        IsSequential = _record.IsSequential,
        Trackers = _discovery.Trackers,
        WebSeeds = _webSeeds.Snapshot(),
    };
}
