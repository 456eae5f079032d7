using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>
/// Deals the blocks of a piece that a reader waits for right now: each to the peer that would bring it soonest, and one that is asked of
/// a slow peer to a much faster one as well.
/// </summary>
internal sealed class Haste(PeerTable peers, PartialPieces partials, PieceOrder order, PieceChooser chooser, RequestDesk desk)
{
    /// <summary>Most blocks dealt in one go.</summary>
    private const int MaxBlocks = 512;

    /// <summary>Most blocks asked a second time in one go: looking for who was asked first costs more.</summary>
    private const int MaxSecondRequests = 64;

    public void Deal(int piece, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (!partials.TryGet(piece, out var partial))
        {
            if (!order.Contains(piece) || Soonest(piece, key: -1).Peer is not { } first) return;
            partial = chooser.Begin(first, piece, now);
        }

        if (!partial.MayOthersHelp(now) || partial.IsRetry) return;   // who brings it alone is known, should it be wrong again
        for (var blocks = 0; partial.FreeBlocks > 0 && blocks < MaxBlocks && Soonest(piece, key: -1).Peer is { } peer; blocks++)
            desk.AskOne(peer, partial, now, outputs);
        AskAgain(partial, outputs);
    }

    private void AskAgain(PartialPiece partial, List<TorrentOutput> outputs)
    {
        var looks = 0;
        for (var at = 0; at < partial.BlockCount && looks < MaxSecondRequests; at++)
        {
            if (partial.Blocks[at] is not { State: BlockState.Requested, Requesters: < Endgame.MaxRequesters }) continue;
            looks++;
            var key = OpenRequests.KeyOf(partial.Index.Value, at);
            var (helper, seconds) = Soonest(partial.Index.Value, key);
            if (helper is null || SecondsUntil(key) < 2 * seconds + Endgame.WorthSeconds) continue;
            partial.Blocks[at].Requesters++;
            helper.Requests.Add(key);
            outputs.Add(TorrentOutput.SendRequest(helper.Handle, partial.Block(at)));
        }
    }

    // Of those that have the piece and take more requests, and were not asked for this block.
    private (TorrentPeer? Peer, double Seconds) Soonest(int piece, long key)
    {
        (TorrentPeer? Peer, double Seconds) best = (null, double.MaxValue);
        foreach (var peer in peers)
        {
            if (peer.IsChoking || peer.IsSnubbed || peer.IsResting || peer.IsOnParole || peer.HasLeft || peer.Requests.Count >= peer.Window.Max || !peer.Has(piece)) continue;
            var seconds = Endgame.SecondsFor(peer.Requests.Count + 1, peer);
            if (seconds < best.Seconds && !(key >= 0 && peer.Requests.Contains(key))) best = (peer, seconds);
        }

        return best;
    }

    // Until the first of those that were asked brings it, as they have been.
    private double SecondsUntil(long key)
    {
        var soonest = double.MaxValue;
        foreach (var peer in peers)
        {
            var place = peer.Requests.Keys.IndexOf(key);
            if (place >= 0) soonest = Math.Min(soonest, Endgame.SecondsFor(place + 1, peer));
        }

        return soonest;
    }
}
