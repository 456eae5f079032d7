using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>What becomes of blocks that came and of pieces that were judged.</summary>
internal sealed class Intake(
    PieceSet have, PartialPieces partials, PieceWishes wishes, RequestDesk desk, PieceReturns returns, Blame blame)
{
    /// <summary>Refusals by the store, with no block taken between, after which we no longer believe our own account of the piece.</summary>
    private const int MaxRefusals = 64;

    /// <summary>Most blocks so remembered; for those over it the store's refusals will tell.</summary>
    private const int MaxEarly = 4_096;

    /// <summary>Blocks nobody asked a peer for, after which it is dropped: it tries to be in every piece.</summary>
    public const int MaxUnasked = 16;

    /// <summary>Blocks that came into a buffer emptied by a verdict that is still on its way to us.</summary>
    private readonly List<(BlockAddress Block, int Contributor)> _early = [];

    public RateMeter Download;

    /// <summary>Payload thrown away: wrong, late or double.</summary>
    public long WastedBytes { get; private set; }

    /// <summary>Nothing is wanted any more since the last time somebody asked.</summary>
    public bool HasJustCompleted { get; set; }

    /// <param name="peer">Null when it has been dropped since: its block is in the buffer all the same.</param>
    /// <param name="handle">Who it was.</param>
    public void Arrived(TorrentPeer? peer, PeerHandle handle, BlockAddress block, TimeSpan now, List<TorrentOutput> outputs)
    {
        var key = OpenRequests.KeyOf(block);
        var wasAsked = peer is not null && desk.Answered(peer, key, now);
        Download.Add(block.Length);
        if (partials.TryGet(block.Piece.Value, out var partial) && Take(partial, block, handle.Value, now))
        {
            if (peer is not null) Credit(peer, block.Length);
            if (partial.IsVerifying) outputs.Add(TorrentOutput.VerifyPiece(block.Piece, blame.HasEvidence(block.Piece.Value)));
            desk.CancelElsewhere(key, partial, wasAsked ? _requesters - 1 : _requesters, now, outputs);
        }
        else
        {
            WastedBytes += block.Length;
        }

        if (peer is not null) Continue(peer, now, outputs);
    }

    /// <summary>The request is over without its block.</summary>
    public void Unwanted(TorrentPeer peer, BlockAddress block, TimeSpan now, List<TorrentOutput> outputs)
    {
        WastedBytes += block.Length;
        var key = OpenRequests.KeyOf(block);
        if (desk.Answered(peer, key, now))
        {
            desk.GiveBack(key);
            if (partials.TryGet(block.Piece.Value, out var partial) && partial is { IsVerifying: false } && ++partial.Refusals >= MaxRefusals)
                returns.Drop(partial, now, outputs);
        }

        Continue(peer, now, outputs);
    }

    public void Verified(PieceIndex piece, ulong[]? digests, List<TorrentOutput> outputs)
    {
        if (have.Add(piece))
        {
            outputs.Add(TorrentOutput.SendHaveToAll(piece));
            var before = wishes.Count;
            wishes.Fulfil(piece, outputs);
            if (before > 0 && wishes.Count == 0) HasJustCompleted = true;
        }

        if (!partials.TryGet(piece.Value, out var partial)) return;
        // Last, since nothing is said to a peer after it was banned.
        blame.Passed(partial, digests, outputs);
        ForgetEarly(piece);
        partials.End(partial);
        desk.NoteRoom();
    }

    public void Failed(PieceIndex piece, ulong[] digests, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (!partials.TryGet(piece.Value, out var partial) || !partial.IsVerifying) return;
        WastedBytes += partial.LengthBytes;
        blame.Failed(partial, digests, outputs);
        partials.Restart(partial);
        partial.IsRetry = true;
        partial.TouchedAt = now;
        foreach (var (block, contributor) in _early)
        {
            if (block.Piece == piece) Take(partial, block, contributor, now);
        }

        ForgetEarly(piece);
        if (!wishes.MayAsk || !wishes.Contains(piece.Value)) returns.Drop(partial, now, outputs);
        desk.NoteNewWork();
    }

    /// <summary>No verdict will come.</summary>
    public void Lost(PieceIndex piece, List<TorrentOutput> outputs)
    {
        if (!partials.TryGet(piece.Value, out var partial)) return;
        desk.CancelPiece(partial, outputs);
        partials.End(partial);
        returns.Offer(piece);
    }

    private int _requesters;

    /// <summary>False when the block is here already.</summary>
    private bool Take(PartialPiece partial, BlockAddress block, int contributor, TimeSpan now)
    {
        if (partial.IsVerifying && _early.Count < MaxEarly) _early.Add((block, contributor));
        var slot = partial.Blocks[block.BlockIndex];
        if (partial.IsVerifying || slot.State == BlockState.Here) return false;
        _requesters = slot.Requesters;
        partials.Arrive(partial, block.BlockIndex, contributor);
        (partial.TouchedAt, partial.Refusals) = (now, 0);
        partial.IsVerifying = partial.IsWhole;
        return true;
    }

    private void ForgetEarly(PieceIndex piece)
    {
        for (var i = _early.Count - 1; i >= 0; i--)
        {
            if (_early[i].Block.Piece == piece) _early.RemoveAt(i);
        }
    }

    private void Continue(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (peer.Unasked > MaxUnasked) outputs.Add(TorrentOutput.DropPeer(peer.Handle, DropReason.Flooding));
        else desk.Fill(peer, now, outputs);
    }

    private static void Credit(TorrentPeer peer, int bytes)
    {
        peer.Download.Add(bytes);
        peer.Window.OnBlock();
        peer.Rejects = 0;
    }
}
