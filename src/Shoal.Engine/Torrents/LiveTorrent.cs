using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Discovery;
using Shoal.Engine.Peers;
using Shoal.Core.Queueing;
using Shoal.Engine.Queueing;
using Shoal.Engine.Sessions;
using Shoal.Engine.WebSeeds;

namespace Shoal.Engine.Torrents;

/// <summary>One torrent of an engine: which phase it is in, and what starts and ends each phase. All private state lives on its turns.</summary>
/// <remarks>
/// Phases: fetching metadata -> checking -> transferring; paused and failed are pauses between them. What a phase does is in
/// <see cref="MetadataPhase"/>, <see cref="CheckPhase"/> and <see cref="TorrentTransfer"/>; the public face is in LiveTorrent.Public.cs.
/// </remarks>
internal sealed partial class LiveTorrent : Torrent, IPeerHost, ISwarmDoor
{
    private const int AllowedFastCount = 10;

    private readonly EngineServices _services;
    private readonly TorrentActor _actor;
    private readonly SwarmConnections _peers;
    private readonly WebSeedCrew _webSeeds;
    private readonly TorrentRecord _record;
    private readonly TokenBucket _download, _upload;
    private readonly TaskCompletionSource<TorrentMetainfo> _metadataKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TorrentCounters _counters;
    private readonly SavingRounds _saving;
    private TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private readonly EarlySignals _early = new();
    private readonly TorrentDiscovery _discovery;
    private MetadataPhase? _metadata;
    private CheckPhase? _check;
    private TorrentTransfer? _transfer;
    private TorrentContent? _content;
    private TorrentState _state = TorrentState.Paused;
    private string? _error;
    private bool _isQuiet;

    public LiveTorrent(EngineServices services, TorrentRecord record)
    {
        (_services, _record) = (services, record);
        _actor = new TorrentActor(services.Options.Torrents.InboxCapacity, services.Time);
        (_download, _upload) = (new TokenBucket(services.Time), new TokenBucket(services.Time));
        (_download.Rate, _upload.Rate) = (record.DownloadLimit, record.UploadLimit);
        DownloadLimits = new RateLimits(services.Download, _download, services.Time);
        UploadLimits = new RateLimits(services.Upload, _upload, services.Time);
        _peers = new SwarmConnections(this, services, new PeerBook(EngineServices.NextSeed(), services.DialOrder.PriorityOf));
        _webSeeds = new WebSeedCrew(this, services, _peers);
        _counters = new TorrentCounters(record.DownloadedBytes, record.UploadedBytes);
        _saving = new SavingRounds(this, services.Memory, record.Resume is { IsFinal: true }, record.SeedingTime);
        _discovery = new TorrentDiscovery(
            services, record, () => _counters.Totals(LeftBytes()), () => IsSeed, (found, source) => TryPost(TorrentMessage.Do(() => Meet(found, source))));
        if (record.Metainfo is { } metainfo) _metadataKnown.SetResult(metainfo);
        Ticket = record.IsUnlisted ? QueueKeeper.Outside() : services.Queue.Place(record.QueueKey, record.IsForced);
        _seeding = new SeedingClock(record.SeedingTime, record.IdleTime);
        Recall();
        _state = record.IsPaused ? TorrentState.Paused : record.Metainfo is null ? TorrentState.FetchingMetadata : TorrentState.Checking;
        _snapshot = MakeSnapshot();
    }

    public TimeSpan Now => _actor.Now;
    public TorrentContent? Content => Volatile.Read(ref _content);
    public RateLimits DownloadLimits { get; }
    public RateLimits UploadLimits { get; }

    /// <summary>Cancelled when the torrent stops for good.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public SwarmTls? Tls => _record.Tls;
    public bool IsUnlisted => _record.IsUnlisted;
    public bool IsOpen => WantsPeers;

    /// <summary>True while connections are welcome.</summary>
    public bool WantsPeers => _state is TorrentState.FetchingMetadata or TorrentState.Downloading or TorrentState.Seeding
        || (_state == TorrentState.Checking && Ticket.MayRun);

    /// <summary>True while ticks have something to do: a paused torrent costs nothing, nor one that waits for its turn.</summary>
    public bool IsAwake => _state is not (TorrentState.Paused or TorrentState.Failed or TorrentState.Queued);

    /// <summary>Nobody is here and nothing moves: a tick now and then is enough. May be asked from any thread.</summary>
    public bool IsQuiet => Volatile.Read(ref _isQuiet);

    /// <summary>Everything wanted is here.</summary>
    public bool IsSeed => _state == TorrentState.Seeding;

    public bool TryPost(in TorrentMessage message) => _actor.TryPost(message);

    /// <summary>Posts for callers that need no answer; waits for room, if it must, without them.</summary>
    public void Post(TorrentMessage message)
    {
        if (!_actor.TryPost(message)) _ = _actor.PostAsync(message).AsTask();
    }

    public ValueTask PostAsync(TorrentMessage message) => _actor.PostAsync(message);
    public ValueTask EnterAsync(PeerLink link) => PostAsync(TorrentMessage.Do(() => Welcome(link)));
    public void OnReadFailed(string message) => Post(TorrentMessage.Do(() => Fail(message)));

    /// <summary>Begins to take turns; the torrent then starts by itself unless it is recorded as paused.</summary>
    public void Run()
    {
        _running = Task.Run(() => _actor.RunAsync(Handle, CarryOut, Break));
        TryPost(TorrentMessage.Do(() =>
        {
            _peers.Learn(_record.Peers, PeerSource.User);
            if (_record is { QueueKey: null, IsUnlisted: false }) _saving.Save();   // new: a kill in its first seconds must not lose it
            if (!_record.IsPaused) Start();
        }));
    }

    /// <summary>Ends all work: trackers are told, connections closed, data synced. The torrent takes no turn afterwards.</summary>
    /// <param name="deleteData">The torrent's own files go too, and folders left empty.</param>
    /// <param name="cancel">Ends waiting for trackers.</param>
    public async Task StopAsync(bool deleteData, CancellationToken cancel)
    {
        var stopped = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(TorrentMessage.Do(() => stopped.TrySetResult(EndAsync(deleteData, cancel)))).ConfigureAwait(false);
        await (await stopped.Task.ConfigureAwait(false)).ConfigureAwait(false);
        _actor.Close();
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>A connection for this torrent has shaken hands (dialled or accepted).</summary>
    public void Welcome(PeerLink link)
    {
        if (_peers.Admit(link) is not { } connection) return;
        Volatile.Write(ref _isQuiet, false);
        connection.Extensions.Say(Greeting.To(connection, _record, _services, isUploadOnly: _content is not null && IsDone));
        if (_content is { } content)
        {
            connection.Adopt(content, []);
            SayWhatWeHave(connection, content.Have);
            Join(connection);
        }
        else
        {
            // Who comes during a check waits for our bitfield; before the metadata there is nothing to wait for.
            if (_metadata is not null && connection.SupportsFast) connection.TryPost(PeerCommand.Frame([.. PeerFrames.HaveNone]));
            connection.KnowsWhatWeHave = _metadata is not null;
            _metadata?.Join(connection);
        }

        if (!IsPrivate) connection.Extensions.TellDhtPort(_services.Dht?.PortFor(connection.Address.Address) ?? 0);
        _peers.Run(connection);
    }

    /// <summary>A connection ended; its last message has been handled before this.</summary>
    public void OnLeft(PeerConnection connection)
    {
        _counters.Wasted += connection.WastedBytes;
        _metadata?.Leave(connection);
        _early.Take(connection.Handle);
        connection.WasSeed |= HasEverything(connection);
        _transfer?.Handle(TorrentInput.PeerLeft(connection.Handle), Now);
        if (!IsAwake) PublishSnapshot();
    }

    /// <summary>Stops with a reason for people; resume tries again.</summary>
    public void Fail(string message)
    {
        if (_state == TorrentState.Failed) return;
        _services.Log.TorrentFailed(InfoHashes, message);
        EndPhase("the torrent failed");
        (_record.BelievedPieces, _have) = (null, null);   // whatever the fault was, the files may not be what they were
        Enter(TorrentState.Failed, message);
        _completed.TrySetException(new TorrentFailedException(message));
        _ = _completed.Task.Exception;   // observed: nobody has to wait for completion
    }

    private void Start()
    {
        _peers.RetryAll();
        if (_completed.Task.IsFaulted) _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_record.Metainfo is { } metainfo && !(metainfo.PieceHashes.IsEmpty && metainfo.PieceLayers is null)) Check();
        else FetchMetadata();
    }

    private void FetchMetadata()
    {
        if (!Ticket.MayRun)
        {
            Enter(TorrentState.Queued);
            return;
        }

        _metadata = new MetadataPhase(this, _peers, _record);
        Enter(TorrentState.FetchingMetadata);
        if (_record.Metainfo is not null) _metadata.StartWithLayers();
        if (_state != TorrentState.FetchingMetadata) return;
        _discovery.Start();
        _peers.Dial();
    }

    private void Check()
    {
        Enter(TorrentState.Checking);
        var storage = OpenStorage();
        storage.Reopen();
        _check = new CheckPhase(this, _record.Metainfo!, storage, _services.Storage);
        _check.Start(_record.BelievedPieces, _record.Resume);
        (_record.BelievedPieces, _record.Resume) = (null, null);
    }

    private void Join(PeerConnection connection)
    {
        var traits = new PeerTraits(
            connection.Address, connection.Link.IsIncoming, connection.SupportsFast, connection.Extensions.MaxRequests);
        _transfer!.Handle(TorrentInput.PeerJoined(connection.Handle, traits), Now);
        AllowFast(connection);
    }

    // A few pieces a newcomer may have while it is choked, so that it soon has something to trade (BEP 6).
    private void AllowFast(PeerConnection connection)
    {
        if (!connection.SupportsFast || _content is not { } content || content.Have.IsEmpty) return;
        Span<PieceIndex> pieces = stackalloc PieceIndex[AllowedFastCount];
        var count = AllowedFastSet.Compute(connection.Address.Address, connection.Link.Name, content.Geometry, pieces);
        foreach (var piece in pieces[..count])
            if (content.Have.Contains(piece)) connection.TryPost(new PeerCommand(PeerCommandKind.AllowedFast, piece.Value));
    }

    private static void SayWhatWeHave(PeerConnection connection, PieceSet have)
    {
        if (connection.SupportsFast && have.IsFull) connection.TryPost(PeerCommand.Frame([.. PeerFrames.HaveAll]));
        else if (connection.SupportsFast && have.IsEmpty) connection.TryPost(PeerCommand.Frame([.. PeerFrames.HaveNone]));
        else if (!have.IsEmpty) connection.TryPost(PeerCommand.Frame(FrameOf(have)));
    }

    private static byte[] FrameOf(PieceSet have)
    {
        var message = new BitfieldMessage(have.Bytes);
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        return frame;
    }

    private void Meet(IEnumerable<IPEndPoint> addresses, PeerSource source)
    {
        _peers.Learn(addresses, source);
        Volatile.Write(ref _isQuiet, false);
        _peers.Dial();
    }

    private void Handle(TorrentInput input, TimeSpan now)
    {
        _counters.Count(input);
        if (input.Kind == TorrentInputKind.PieceVerified) _files?.Add(input.Piece);
        if (input.Kind == TorrentInputKind.Tick) Tick(now);
        if (_transfer is { } transfer) transfer.Handle(input, now);
        else _early.Remember(input);
        if (input.Kind == TorrentInputKind.PieceVerified && _transfer is not null) OnPieceHere();
    }

    private void Tick(TimeSpan now)
    {
        _metadata?.Tick();
        _peers.Tick();
        _saving.Tick(now);
        _peers.Dial();
        if (_peers.Open.Count == 0 && !IsSeed) _discovery.AskNow();
        PublishSnapshot();
        LookAtGoals();
        Volatile.Write(ref _isQuiet, _peers.IsDeserted && _snapshot is { DownloadRate: 0, UploadRate: 0 } && (IsSeed || _record.WebSeeds.Count == 0) && _check is null);
    }

    private void CarryOut() => _transfer?.CarryOut();

    private void Break(Exception bug)
    {
        _services.Log.TorrentBroke(InfoHashes, bug);
        if (_state == TorrentState.Failed) return;
        Fail($"A fault of Shoal itself ({bug.GetType().Name}: {bug.Message}). Please report it; resume tries again.");
    }

    private void Enter(TorrentState state, string? error = null)
    {
        _seeding.Look(IsSeed, _counters.Uploaded, Now);
        (_state, _error) = (state, error);
        _seeding.Look(IsSeed, _counters.Uploaded, Now);
        Volatile.Write(ref _isQuiet, false);
        PublishSnapshot();
        _services.Queue.Poke();
    }
}
