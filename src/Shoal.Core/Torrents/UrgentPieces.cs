using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Gets what a reader waits for before anything else.</summary>
/// <remarks>
/// Every peer is asked for the pieces of the plan first, in their order, many peers for one piece. When a reader jumps, requests for
/// other pieces are taken back where they wait, since a peer's queue is seconds long. <see cref="Haste"/> deals what is waited for right now.
/// </remarks>
internal sealed class UrgentPieces(TorrentGeometry geometry, PieceSet have, PeerTable peers, PieceOrder order, PartialPieces partials)
{
    /// <summary>The oldest requests of a peer stay when way is made: they are likely under way.</summary>
    private const int KeptRequests = 4;

    private readonly HashSet<int> _set = [];
    private ReadingPlan _plan = ReadingPlan.None;

    public bool IsEmpty => _plan.Pieces.Count == 0;

    /// <summary>The pieces waited for right now.</summary>
    public IEnumerable<int> Heads => IsEmpty ? [] : _plan.Pieces.Take(_plan.Heads).Where(piece => !have.Contains(piece));

    /// <summary>Takes a new plan; true when something in it is waited for that was not even near before.</summary>
    public bool Change(ReadingPlan plan)
    {
        var pieces = plan.Pieces.Where(piece => piece >= 0 && piece < geometry.PieceCount).Take(ReadingPlan.MaxPieces).ToArray();
        var isJump = pieces.Take(plan.Heads).Any(piece => !_set.Contains(piece));
        _plan = new ReadingPlan(pieces, plan.Heads);
        _set.Clear();
        _set.UnionWith(pieces);
        return isJump;
    }

    /// <summary>The first piece of the plan that the peer can help with; null when there is none.</summary>
    /// <param name="peer">Who would be asked.</param>
    /// <param name="version">Of the work: a peer without anything to do here is not looked at again before it changes.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="begin">Begins a piece for the peer.</param>
    public PartialPiece? Next(TorrentPeer peer, long version, TimeSpan now, Func<TorrentPeer, int, TimeSpan, PartialPiece> begin)
    {
        if (IsEmpty || peer.NothingUrgentSince == version) return null;
        for (var i = 0; i < _plan.Pieces.Count; i++)
        {
            var piece = _plan.Pieces[i];
            if (!peer.Has(piece)) continue;
            if (!partials.TryGet(piece, out var partial))
            {
                if (order.Contains(piece)) return begin(peer, piece, now);
            }
            else if (partial.FreeBlocks > 0 && (partial.Owner == peer || partial.MayOthersHelp(now)) && (!peer.IsOnParole || partial.IsUntouched))
            {
                return partial;
            }
        }

        peer.NothingUrgentSince = version;
        return null;
    }

    /// <summary>Takes back what waits at peers for other pieces, where it is in the way of what a reader waits for.</summary>
    public void MakeWay(RequestDesk desk, List<TorrentOutput> outputs)
    {
        foreach (var peer in peers)
        {
            if (!Heads.Any(piece => peer.Has(piece))) continue;
            var keys = peer.Requests.Keys;
            for (var (at, left) = (keys.Length - 1, peer.Requests.Count); at >= 0 && left > KeptRequests; at--)
            {
                if (keys[at] < 0) continue;
                left--;
                if (!_set.Contains(OpenRequests.PieceOf(keys[at]))) desk.TakeBack(peer, keys[at], outputs);
            }
        }
    }
}
