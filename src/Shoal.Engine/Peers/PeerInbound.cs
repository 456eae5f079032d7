using System.Threading.Channels;
using Shoal.Core.PeerWire;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Engine.Storage;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Peers;

/// <summary>Checks what a peer says against the torrent's geometry and turns it into inputs; a block's bytes go straight to storage.</summary>
internal sealed class PeerInbound(
    PeerHandle handle, IPeerHost host, ChannelWriter<PeerCommand> outbox, PeerSender sender, PeerExtensions extensions, bool isFast)
    : IPeerMessageHandler
{
    /// <summary>Requests a peer may have open with us, in blocks; what we tell it as "reqq" (BEP 10).</summary>
    public const int OpenRequestsMax = 2_000;

    /// <summary>Longest block a peer may ask for, in bytes.</summary>
    private const int RequestBytesMax = TorrentGeometry.BlockSize;

    private readonly List<TorrentMessage> _posts = [];
    private readonly Lock _earlyGate = new();
    private EarlyPieces? _early = new();
    private TorrentContent? _content;

    /// <summary>Payload bytes that came and were of no use.</summary>
    public long WastedBytes { get; private set; }

    /// <summary>The metadata is here: what the peer said before is said again. Called by the torrent's actor, once.</summary>
    /// <returns>False when the peer had claimed pieces that do not exist.</returns>
    public bool Adopt(TorrentContent content, List<TorrentInput> replayed)
    {
        lock (_earlyGate)
        {
            var isSane = _early?.Replay(handle, content.Geometry, replayed) ?? true;
            (_early, _content) = (null, content);
            return isSane;
        }
    }

    /// <summary>The peer waits for as many blocks as it may and cannot be refused more: read on after <see cref="RoomAsync"/>.</summary>
    public bool IsSated => !isFast && sender.OpenUploads.IsFull;

    public Task RoomAsync() => sender.OpenUploads.RoomAsync();

    /// <summary>Hands all that was read to the torrent, waiting when its inbox is full.</summary>
    public async ValueTask FlushAsync()
    {
        foreach (var post in _posts)
            if (!host.TryPost(post)) await host.PostAsync(post).ConfigureAwait(false);
        _posts.Clear();
    }

    public void OnChoke() => Post(TorrentInput.PeerChoked(handle));
    public void OnUnchoke() => Post(TorrentInput.PeerUnchoked(handle));
    public void OnInterested() => Post(TorrentInput.PeerInterested(handle));
    public void OnNotInterested() => Post(TorrentInput.PeerNotInterested(handle));

    public void OnHave(uint piece)
    {
        if (Content is { } content) Post(TorrentInput.PeerHas(handle, PieceOf(content, piece)));
        else if (!TryRecordEarly(early => early.Have(piece))) OnHave(piece);   // the metadata came in between
    }

    public void OnBitfield(ReadOnlySpan<byte> bits)
    {
        if (Content is null)
        {
            var copy = bits.ToArray();
            if (TryRecordEarly(early => early.Bitfield(copy))) return;
        }

        if (!PieceSet.TryRead(bits, Content!.Geometry.PieceCount, out var set))
            throw new PeerProtocolException("its bitfield does not fit the torrent");
        Post(TorrentInput.PeerHasPieces(handle, set));
    }

    public void OnHaveAll()
    {
        if (Content is null && TryRecordEarly(early => early.HaveAll())) return;
        Post(TorrentInput.PeerHasAll(handle));
    }

    public void OnHaveNone() => Post(TorrentInput.PeerHasNone(handle));

    public void OnRequest(in RequestMessage request)
    {
        if (Content is not { } content) return;
        var piece = PieceOf(content, request.Piece);
        // A v2 seed is asked for the zeros behind a file's end by some clients, so a full piece is the bound (BEP 52).
        var isRange = request.Length is > 0 and <= RequestBytesMax
            && request.Offset <= (uint)content.Geometry.PieceBytes - Math.Min(request.Length, (uint)content.Geometry.PieceBytes);
        if (!isRange) throw new PeerProtocolException("it asked for bytes that no piece has");
        if (!content.Have.Contains(piece) || (isFast && sender.OpenUploads.IsFull)) Refuse(request);
        else Queue(PeerCommandKind.TheirRequest, request.Piece, request.Offset, request.Length);
    }

    public void OnCancel(in CancelMessage cancel)
    {
        if (Content is not { } content) return;
        _ = PieceOf(content, cancel.Piece);
        Send(new PeerCommand(PeerCommandKind.TheirCancel, (int)cancel.Piece, (int)cancel.Offset, (int)cancel.Length));
    }

    public void OnPiece(uint piece, uint offset, ReadOnlySpan<byte> block)
    {
        if (Content is not { } content) return;
        if (!content.Geometry.TryGetBlock(piece, offset, (uint)block.Length, out var address))
            throw new PeerProtocolException("it sent a block that does not exist");
        if (content.Store.Store(address, block) == BlockFate.Stored)
        {
            Post(TorrentInput.BlockArrived(handle, address));
            return;
        }

        WastedBytes += block.Length;
        Post(TorrentInput.BlockUnwanted(handle, address));
    }

    public void OnReject(in RejectMessage reject)
    {
        if (Content is { } content && content.Geometry.TryGetBlock(reject.Piece, reject.Offset, reject.Length, out var block))
            Post(TorrentInput.PeerRejected(handle, block));
    }

    public void OnSuggest(uint piece)
    {
        if (Content is { } content) Post(TorrentInput.PeerSuggested(handle, PieceOf(content, piece)));
    }

    public void OnAllowedFast(uint piece)
    {
        if (Content is { } content && content.Geometry.TryGetPiece(piece, out var allowed))
            Post(TorrentInput.PeerAllowedFast(handle, allowed));
    }

    public void OnPort(ushort port) => extensions.OnPort(port);

    public void OnExtended(byte extensionId, ReadOnlySpan<byte> payload) => extensions.OnExtended(extensionId, payload, _posts);
    public void OnHashRequest(in HashRequestMessage request) => extensions.OnHashRequest(request, _posts);
    public void OnHashes(in HashesMessage hashes) => extensions.OnHashes(hashes, _posts);
    public void OnHashReject(in HashRejectMessage reject) => extensions.OnHashReject(reject, _posts);

    private TorrentContent? Content => Volatile.Read(ref _content);

    private void Post(TorrentInput input) => _posts.Add(input);

    // False when the metadata has come and the caller must judge for itself.
    private bool TryRecordEarly(Action<EarlyPieces> record)
    {
        lock (_earlyGate)
        {
            if (_early is null) return false;
            record(_early);
            return true;
        }
    }

    private void Refuse(in RequestMessage request)
    {
        if (!isFast) throw new PeerProtocolException("it asked for what we have not");
        var frame = new byte[default(RejectMessage).FrameLength];
        new RejectMessage(request.Piece, request.Offset, request.Length).Write(frame);
        Send(PeerCommand.Frame(frame));
    }

    private void Queue(PeerCommandKind kind, uint piece, uint offset, uint length)
    {
        sender.OpenUploads.Add();
        Send(new PeerCommand(kind, (int)piece, (int)offset, (int)length));
    }

    private void Send(in PeerCommand command)
    {
        if (!outbox.TryWrite(command)) throw new PeerProtocolException("it asks faster than it reads");
    }

    private static PieceIndex PieceOf(TorrentContent content, uint wirePiece) =>
        content.Geometry.TryGetPiece(wirePiece, out var piece)
            ? piece
            : throw new PeerProtocolException($"it named piece {wirePiece}, which does not exist");
}
