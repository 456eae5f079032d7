using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Which piece a peer's next requests are of.</summary>
/// <remarks>
/// A fast peer takes pieces whole and alone, so that they are complete early and wrong ones have one author; slow peers share. What
/// is begun comes before what is new, and what another keeps to itself comes last.
/// </remarks>
internal sealed class PieceChooser(
    TorrentGeometry geometry, PieceSet have, PieceOrder order, PartialPieces partials, UrgentPieces urgent, TorrentOptions options)
{
    /// <summary>Until we have this many, pieces are picked by chance: something to trade soon, and not what all newcomers pick.</summary>
    public const int RandomFirstPieces = 4;

    /// <summary>A peer that brings a piece within this many seconds takes it alone.</summary>
    private const double WholePieceSeconds = 10;

    /// <summary>Most bytes in a row for a peer that takes runs; then the rarest piece is looked for again.</summary>
    private const int RunBytes = 16 << 20;

    /// <summary>How long a peer may keep a piece to itself because of blame.</summary>
    private static readonly TimeSpan ExclusiveTime = TimeSpan.FromSeconds(60);

    private Func<TorrentPeer, int, TimeSpan, PartialPiece>? _begin;

    public bool IsSequential { get; set; }

    /// <summary>Goes up whenever there may be work where there was none.</summary>
    public long WorkVersion { get; set; }

    /// <summary>A piece could not be begun for lack of room since this was last cleared.</summary>
    public bool LacksRoom { get; set; }

    /// <summary>A piece with free blocks for the peer; null when there is none for it.</summary>
    public PartialPiece? Next(TorrentPeer peer, TimeSpan now)
    {
        if (peer.IsChoking) return NextAllowedFast(peer, now);
        if (urgent.Next(peer, WorkVersion, now, _begin ??= Begin) is { } soon) return Claim(peer, soon, now);
        if (peer.Current is { FreeBlocks: > 0 } current && MayJoin(peer, current) && peer.Has(current.Index.Value)) return current;
        if (peer.NothingSince == WorkVersion) return null;
        var next = BestOpen(peer, now, othersToo: false) ?? BeginNext(peer, now) ?? BestOpen(peer, now, othersToo: true);
        if (next is null) peer.NothingSince = WorkVersion;
        return peer.Current = next;
    }

    /// <summary>Nothing that anybody here has waits to be asked for; perhaps there are pieces that nobody here has yet.</summary>
    public bool IsAllInReachAskedFor => partials.FreeBlocks == 0 && order.Count == order.CountOutOfReach;

    /// <summary>Nothing at all waits to be asked for.</summary>
    public bool IsAllAskedFor => partials.FreeBlocks == 0 && order.Count == 0;

    private PartialPiece? NextAllowedFast(TorrentPeer peer, TimeSpan now)
    {
        foreach (var piece in peer.AllowedFast)
        {
            if (!peer.Has(piece)) continue;
            if (partials.TryGet(piece, out var partial))
            {
                if (partial.FreeBlocks > 0 && MayJoin(peer, partial)) return Claim(peer, partial, now);
            }
            else if (order.Contains(piece) && HasRoomFor(piece))
            {
                return Begin(peer, piece, now);
            }
        }

        return null;
    }

    private PartialPiece? BestOpen(TorrentPeer peer, TimeSpan now, bool othersToo)
    {
        PartialPiece? best = null;
        foreach (var partial in partials.Open)
        {
            if (!(MayJoin(peer, partial) || (othersToo && partial.MayOthersHelp(now))) || !peer.Has(partial.Index.Value)) continue;
            if (best is null || IsBetter(partial, best)) best = partial;
        }

        return best is null ? null : Claim(peer, best, now);
    }

    private bool IsBetter(PartialPiece a, PartialPiece b)
    {
        if (IsSequential) return a.Index.Value < b.Index.Value;
        var byPriority = order.PriorityOf(a.Index.Value) - order.PriorityOf(b.Index.Value);
        return byPriority != 0 ? byPriority > 0 : a.FreeBlocks < b.FreeBlocks;
    }

    /// <summary>The peer may work on it without getting in anybody's way.</summary>
    private static bool MayJoin(TorrentPeer peer, PartialPiece partial) =>
        partial.Owner is { } owner ? owner == peer : !peer.IsOnParole || partial.IsUntouched;

    private static PartialPiece Claim(TorrentPeer peer, PartialPiece partial, TimeSpan now)
    {
        if (partial.Owner is null && partial.IsUntouched && (partial.IsRetry || peer.IsOnParole)) Keep(partial, peer, now);
        return partial;
    }

    private PartialPiece? BeginNext(TorrentPeer peer, TimeSpan now)
    {
        var piece = peer.Traits.TakesRuns ? NextInRow(peer) : NextSuggested(peer);
        if (piece < 0) piece = IsSequential ? order.PickInOrder(peer) : order.Pick(peer, have.Count < RandomFirstPieces);
        if (piece < 0) return null;
        if (HasRoomFor(piece)) return Begin(peer, piece, now);
        LacksRoom = true;
        return null;
    }

    private int NextInRow(TorrentPeer peer)
    {
        if (IsSequential || peer.Current is not { } last) return -1;
        var next = last.Index.Value + 1;
        var isRowsEnd = next % Math.Max(1, RunBytes / geometry.PieceBytes) == 0;
        if (isRowsEnd || next >= geometry.PieceCount || !order.Contains(next) || !peer.Has(next)) return -1;
        return order.PriorityOf(next) >= order.PriorityOf(next - 1) ? next : -1;
    }

    private int NextSuggested(TorrentPeer peer)
    {
        while (peer.Suggested.Count > 0)
        {
            var piece = peer.Suggested[^1];
            peer.Suggested.RemoveAt(peer.Suggested.Count - 1);
            if (!IsSequential && order.Contains(piece) && peer.Has(piece)) return piece;
        }

        return -1;
    }

    private bool HasRoomFor(int piece) =>
        partials.Count == 0 || partials.Bytes + geometry.LengthOf(geometry.Piece(piece)) <= options.MaxPartialBytes;

    /// <summary>Begins a piece for the peer, which must be among those not begun.</summary>
    public PartialPiece Begin(TorrentPeer peer, int piece, TimeSpan now)
    {
        var index = geometry.Piece(piece);
        order.Remove(index);
        var partial = partials.Begin(index, now);
        if (peer.IsOnParole) Keep(partial, peer, now);
        else if (peer.Download.Rate * WholePieceSeconds >= geometry.PieceBytes && urgent.IsEmpty) partial.Owner = peer;
        return partial;
    }

    private static void Keep(PartialPiece partial, TorrentPeer peer, TimeSpan now) =>
        (partial.Owner, partial.IsExclusive, partial.ExclusiveUntil) = (peer, true, now + ExclusiveTime);
}
