using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>The rules of one torrent: what to ask of whom, whom to serve, whom to part with. This class only routes.</summary>
/// <remarks>
/// <para>One owner at a time; nothing here locks. It allocates nothing per block once its lists have grown.</para>
/// <para>
/// What the owner must keep: inputs of one connection come in the order they happened, its <c>PeerLeft</c> last; a block is told as
/// arrived only when it is in its piece's buffer; outputs are carried out in order and before the next batch of inputs; a piece's buffer is
/// made before its first request leaves. After DropPeer or BanPeer the peer is forgotten here: its PeerLeft may come or not.
/// </para>
/// </remarks>
public sealed class TorrentCore
{
    private readonly TorrentGeometry _geometry;
    private readonly TorrentOptions _options;
    private readonly PeerTable _peers = new();
    private readonly Availability _availability;
    private readonly PieceOrder _order;
    private readonly PartialPieces _partials;
    private readonly PieceWishes _wishes;
    private readonly PieceChooser _chooser;
    private readonly UrgentPieces _urgent;
    private readonly Haste _haste;
    private readonly RequestDesk _desk;
    private readonly PieceReturns _returns;
    private readonly Intake _intake;
    private readonly Choker _choker;
    private readonly Patience _patience;
    private readonly PeerTales _tales;
    private readonly Farewell _farewell;
    private RateMeter _upload;

    /// <param name="geometry">The pieces.</param>
    /// <param name="have">What is verified already. The torrent owns the set from now on; read it only from where Handle is called.</param>
    /// <param name="priorities">One a piece, 0 (never) to 7 (first); null: all alike.</param>
    /// <param name="options">Limits and timings.</param>
    /// <param name="seed">Where all chance comes from: the same seed and inputs give the same outputs.</param>
    public TorrentCore(TorrentGeometry geometry, PieceSet have, byte[]? priorities, TorrentOptions options, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(have.PieceCount, geometry.PieceCount, nameof(have));
        var dice = new Dice(seed);
        (_geometry, _options, Have) = (geometry, options, have);
        _availability = new Availability(geometry.PieceCount);
        _order = new PieceOrder(geometry.PieceCount, _availability, dice);
        _partials = new PartialPieces(geometry);
        _wishes = new PieceWishes(have, _peers);
        _urgent = new UrgentPieces(geometry, have, _peers, _order, _partials);
        _chooser = new PieceChooser(geometry, have, _order, _partials, _urgent, options);
        _desk = new RequestDesk(geometry, _peers, _chooser, _partials, new Endgame(_peers, _partials), _wishes);
        _haste = new Haste(_peers, _partials, _order, _chooser, _desk);
        _returns = new PieceReturns(options, _order, _partials, _wishes, _chooser, _desk);
        var blame = new Blame(_peers);
        _intake = new Intake(have, _partials, _wishes, _desk, _returns, blame);
        _choker = new Choker(options, _peers, dice);
        _patience = new Patience(options, _peers, _desk);
        _tales = new PeerTales(_peers, _availability, _order, _wishes, _desk, options);
        _farewell = new Farewell(_peers, _tales, _desk, _choker, _wishes, blame);
        SetPriorities(priorities);
    }

    /// <summary>Pieces verified.</summary>
    public PieceSet Have { get; }

    /// <summary>Pieces wanted that are not verified.</summary>
    public int WantedPieces => _wishes.Count;

    /// <summary>Everything wanted is verified.</summary>
    public bool IsComplete => _wishes.Count == 0;

    public int PeerCount => _peers.Count;
    public int SeedCount => _tales.CountSeeds();

    /// <summary>Peers that may download from us now.</summary>
    public int UnchokedCount => _choker.Unchoked;

    /// <summary>Blocks asked for at all peers.</summary>
    public int OpenRequests => _desk.OpenRequests;

    /// <summary>Pieces begun and not verified.</summary>
    public int PartialCount => _partials.Count;

    /// <summary>Payload bytes a second, smoothed over some seconds.</summary>
    public double DownloadRate => _intake.Download.Rate;
    public double UploadRate => _upload.Rate;

    /// <summary>Payload since this object was made.</summary>
    public long DownloadedBytes => _intake.Download.TotalBytes;
    public long UploadedBytes => _upload.TotalBytes;

    /// <summary>Payload thrown away: wrong, late or double.</summary>
    public long WastedBytes => _intake.WastedBytes;

    /// <summary>How many peers have the piece.</summary>
    public int AvailabilityOf(PieceIndex piece) => _availability.Of(piece.Value);

    /// <summary>What is known of a peer; false when it is not here.</summary>
    public bool TryGetPeer(PeerHandle handle, out PeerFacts facts)
    {
        var isHere = _peers.TryGet(handle, out var peer);
        facts = isHere ? _tales.FactsOf(peer!) : default;
        return isHere;
    }

    /// <summary>The peer whose place is best given to another; false when all are of use.</summary>
    public bool TryFindUseless(TimeSpan now, out PeerHandle peer) => _farewell.TryFindUseless(now, out peer);

    /// <summary>Takes in one thing that happened.</summary>
    /// <param name="input">What.</param>
    /// <param name="now">Monotonic time since the engine started; never less than the time before.</param>
    /// <param name="outputs">What to do is appended, in the order it must be done.</param>
    public void Handle(in TorrentInput input, TimeSpan now, List<TorrentOutput> outputs)
    {
        var before = outputs.Count;
        switch (input.Kind)
        {
            case TorrentInputKind.BlockArrived:
                _peers.TryGet(input.Peer, out var sender);
                _intake.Arrived(sender, input.Peer, input.Block, now, outputs);
                break;
            case TorrentInputKind.Tick: Tick(now, outputs); break;
            case TorrentInputKind.PeerJoined: _tales.Joined(input.Peer, (PeerTraits)input.Body!, now); break;
            case TorrentInputKind.PieceVerified: _intake.Verified(input.Piece, (ulong[]?)input.Body, outputs); break;
            case TorrentInputKind.PieceFailed: _intake.Failed(input.Piece, (ulong[])input.Body!, now, outputs); break;
            case TorrentInputKind.PieceLost: _intake.Lost(input.Piece, outputs); break;
            case TorrentInputKind.PrioritiesChanged: ChangePriorities((byte[])input.Body!, now, outputs); break;
            case TorrentInputKind.ModeChanged: ChangeMode((TorrentMode)input.Body!, now, outputs); break;
            case TorrentInputKind.ReadingChanged: ChangeReading((ReadingPlan)input.Body!, now, outputs); break;
            default:
                if (_peers.TryGet(input.Peer, out var peer)) HandlePeer(peer, input, now, outputs);
                break;
        }

        _farewell.ForgetDropped(before, now, outputs);
        if (_intake.HasJustCompleted) Complete(now, outputs);
        _desk.Settle(now, outputs);
    }

    private void HandlePeer(TorrentPeer peer, in TorrentInput input, TimeSpan now, List<TorrentOutput> outputs)
    {
        switch (input.Kind)
        {
            case TorrentInputKind.BlockUnwanted: _intake.Unwanted(peer, input.Block, now, outputs); break;
            case TorrentInputKind.BlocksSent: CountSent(peer, input.Length); break;
            case TorrentInputKind.PeerHas: _tales.Has(peer, input.Piece, now, outputs); break;
            case TorrentInputKind.PeerLost: _tales.Lost(peer, input.Piece, outputs); break;
            case TorrentInputKind.PeerTakesRequests: peer.Window.SetMax(RequestWindow.Limit(_options, input.Length)); break;
            case TorrentInputKind.PeerHasAll: _tales.HasAll(peer, now, outputs); break;
            case TorrentInputKind.PeerHasNone: _tales.HasPieces(peer, null, now, outputs); break;
            case TorrentInputKind.PeerHasPieces: _tales.HasPieces(peer, (PieceSet)input.Body!, now, outputs); break;
            case TorrentInputKind.PeerChoked: _tales.Choked(peer, now); break;
            case TorrentInputKind.PeerUnchoked: _tales.Unchoked(peer, now, outputs); break;
            case TorrentInputKind.PeerRejected: _tales.Rejected(peer, input.Block, now, outputs); break;
            case TorrentInputKind.PeerAllowedFast: _tales.AllowedFast(peer, input.Piece, now, outputs); break;
            case TorrentInputKind.PeerSuggested: PeerTales.Suggested(peer, input.Piece); break;
            case TorrentInputKind.PeerInterested: SetInterest(peer, true, now, outputs); break;
            case TorrentInputKind.PeerNotInterested: SetInterest(peer, false, now, outputs); break;
            case TorrentInputKind.PeerUploadOnly:
                peer.IsUploadOnly = true;
                _choker.OnWishes(peer, now, outputs);
                break;
            case TorrentInputKind.PeerLeft: _farewell.Forget(peer, now, outputs); break;
            default: throw new UnreachableException($"No rule for {input.Kind}.");
        }

        if (input.Kind is TorrentInputKind.PeerHas or TorrentInputKind.PeerHasAll or TorrentInputKind.PeerHasPieces or TorrentInputKind.PeerUploadOnly)
            _farewell.PartIfBothSeeds(peer, outputs);
    }

    private void Tick(TimeSpan now, List<TorrentOutput> outputs)
    {
        _intake.Download.Settle(now);
        _upload.Settle(now);
        _tales.OnTick(now);
        _patience.OnTick(now, outputs);
        _returns.OnTick(now, outputs);
        _choker.OnTick(IsComplete, now, outputs);
        _desk.FillAll(now, outputs);
        if (_wishes.MayAsk) foreach (var piece in _urgent.Heads) _haste.Deal(piece, now, outputs);
    }

    private void SetInterest(TorrentPeer peer, bool isInterested, TimeSpan now, List<TorrentOutput> outputs)
    {
        peer.IsInterested = isInterested;
        _choker.OnWishes(peer, now, outputs);
    }

    private void CountSent(TorrentPeer peer, int bytes)
    {
        peer.Upload.Add(bytes);
        peer.SentSinceUnchoke += bytes;
        _upload.Add(bytes);
    }

    private void SetPriorities(byte[]? priorities)
    {
        _wishes.Set(priorities, _geometry);
        _order.SetPriorities(priorities);
        for (var i = 0; i < _geometry.PieceCount; i++)
        {
            var piece = _geometry.Piece(i);
            if (_wishes.Contains(i)) _returns.Offer(piece);
            else _order.Remove(piece);
        }
    }

    private void ChangePriorities(byte[] priorities, TimeSpan now, List<TorrentOutput> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(priorities.Length, _geometry.PieceCount, nameof(priorities));
        var wasComplete = IsComplete;
        SetPriorities(priorities);
        _returns.DropUnwanted(now, outputs);
        _wishes.TellAll(outputs);
        if (!wasComplete && IsComplete) Complete(now, outputs);
        _desk.NoteNewWork();
        _desk.FillAll(now, outputs);
    }

    private void ChangeMode(TorrentMode mode, TimeSpan now, List<TorrentOutput> outputs)
    {
        (_chooser.IsSequential, _wishes.MayAsk) = (mode.Sequential, mode.CanDownload);
        if (!mode.CanDownload) _returns.DropUnwanted(now, outputs);
        _wishes.TellAll(outputs);
        _desk.NoteNewWork();
        _desk.FillAll(now, outputs);
    }

    private void ChangeReading(ReadingPlan plan, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (_urgent.Change(plan)) _urgent.MakeWay(_desk, outputs);
        if (_wishes.MayAsk) foreach (var piece in _urgent.Heads) _haste.Deal(piece, now, outputs);
        _desk.FillAll(now, outputs);
    }

    private void Complete(TimeSpan now, List<TorrentOutput> outputs)
    {
        _intake.HasJustCompleted = false;
        var before = outputs.Count;
        outputs.Add(TorrentOutput.Completed());
        foreach (var peer in _peers) _farewell.PartIfBothSeeds(peer, outputs);
        _farewell.ForgetDropped(before, now, outputs);
    }
}
