using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Gives back pieces begun that nobody works on, and lets them be begun again after a rest.</summary>
internal sealed class PieceReturns(
    TorrentOptions options, PieceOrder order, PartialPieces partials, PieceWishes wishes, PieceChooser chooser, RequestDesk desk)
{
    /// <summary>
    /// Rest of a piece given back before it may be begun again. A block stored before the drop may still be told to us after it: begun
    /// at once, the piece would be taken to hold a block that its new buffer has not, and fail, and an honest peer be blamed.
    /// </summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>A piece with nothing in it is given back after this long without requests.</summary>
    public static readonly TimeSpan EmptyIdleTime = TimeSpan.FromSeconds(10);

    private readonly Queue<(PieceIndex Piece, TimeSpan Until)> _resting = new();
    private readonly List<PartialPiece> _idle = [];

    /// <summary>Gives the piece back, its blocks lost. Never one that is being verified.</summary>
    public void Drop(PartialPiece partial, TimeSpan now, List<TorrentOutput> outputs)
    {
        desk.CancelPiece(partial, outputs);
        _resting.Enqueue((partial.Index, now + Rest));
        outputs.Add(TorrentOutput.DropPiece(partial.Index));
        partials.End(partial);
    }

    /// <summary>Gives back all that is not being verified and is not wanted any more.</summary>
    public void DropUnwanted(TimeSpan now, List<TorrentOutput> outputs)
    {
        foreach (var partial in partials.All)
        {
            if (!partial.IsVerifying && !(wishes.MayAsk && wishes.Contains(partial.Index.Value))) _idle.Add(partial);
        }

        DropIdle(now, outputs);
    }

    public void OnTick(TimeSpan now, List<TorrentOutput> outputs)
    {
        while (_resting.TryPeek(out var rested) && rested.Until <= now)
        {
            _resting.Dequeue();
            Offer(rested.Piece);
        }

        if (partials.Count == 0) return;
        PartialPiece? least = null;
        foreach (var partial in partials.All)
        {
            if (partial.IsVerifying || partial.RequestedBlocks > 0) partial.TouchedAt = now;
            var idle = now - partial.TouchedAt;
            if (partial.HereBlocks == 0 && idle >= EmptyIdleTime) _idle.Add(partial);
            else if (idle >= options.RequestTimeout && (least is null || partial.HereBlocks < least.HereBlocks)) least = partial;
        }

        // Its room is needed by a peer that has only other pieces.
        if (chooser.LacksRoom && _idle.Count == 0 && least is not null) _idle.Add(least);
        chooser.LacksRoom = false;
        DropIdle(now, outputs);
    }

    /// <summary>The piece may be begun, if it is still wanted.</summary>
    public void Offer(PieceIndex piece)
    {
        if (!wishes.Contains(piece.Value) || partials.TryGet(piece.Value, out _) || IsResting(piece)) return;
        order.Add(piece);
        desk.NoteNewWork();
    }

    private bool IsResting(PieceIndex piece)
    {
        foreach (var rest in _resting)
        {
            if (rest.Piece == piece) return true;
        }

        return false;
    }

    private void DropIdle(TimeSpan now, List<TorrentOutput> outputs)
    {
        foreach (var partial in _idle) Drop(partial, now, outputs);
        if (_idle.Count > 0) desk.NoteNewWork();
        _idle.Clear();
    }
}
