using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>What peers tell of themselves: what they have, whether they choke us, what they offer.</summary>
internal sealed class PeerTales(
    PeerTable peers, Availability availability, PieceOrder order, PieceWishes wishes, RequestDesk desk, TorrentOptions options)
{
    /// <summary>Bitfields with more pieces than this lay the order out anew instead of moving each piece.</summary>
    private const int BulkPieces = 50;

    public int CountSeeds()
    {
        var count = 0;
        foreach (var peer in peers) count += peer.IsSeed ? 1 : 0;
        return count;
    }

    public PeerFacts FactsOf(TorrentPeer peer) => new(
        peer.SaidAll ? wishes.PieceCount : peer.Pieces?.Count ?? 0, peer.IsSeed, peer.IsUploadOnly, peer.AmInterested, peer.AmChoking,
        peer.IsInterested, peer.IsChoking, peer.IsSnubbed, peer.Requests.Count, peer.Download.Rate, peer.Upload.Rate,
        peer.Download.TotalBytes, peer.Upload.TotalBytes);

    public void Joined(PeerHandle handle, PeerTraits traits, TimeSpan now)
    {
        var peer = new TorrentPeer(handle, traits, options, now);
        peer.Download.Restart(now);
        peer.Upload.Restart(now);
        peers.TryAdd(peer);
    }

    /// <param name="peer">Who.</param>
    /// <param name="pieces">All it has; null: nothing.</param>
    public void HasPieces(TorrentPeer peer, PieceSet? pieces, TimeSpan now, List<TorrentOutput> outputs)
    {
        Retract(peer);
        peer.Pieces = pieces;
        if (pieces is not null) Count(pieces, availability.Add, order.Rose);
        Retold(peer, now, outputs);
    }

    public void HasAll(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        Retract(peer);
        peer.SaidAll = true;
        availability.AddSeed();
        Retold(peer, now, outputs);
    }

    public void Has(TorrentPeer peer, PieceIndex piece, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (peer.SaidAll) return;
        peer.Pieces ??= new PieceSet(wishes.PieceCount);
        if (!peer.Pieces.Add(piece)) return;
        availability.Add(piece.Value);
        order.Rose(piece.Value);
        if (!wishes.Contains(piece.Value)) return;
        peer.WantedPieces++;
        peer.NothingSince = -1;
        wishes.Tell(peer, outputs);
        desk.Fill(peer, now, outputs);
    }

    /// <summary>It no longer has a piece (BEP 54). What it was asked of it comes or is rejected.</summary>
    public void Lost(TorrentPeer peer, PieceIndex piece, List<TorrentOutput> outputs)
    {
        if (peer.SaidAll)
        {
            Retract(peer);
            peer.Pieces = PieceSet.Full(wishes.PieceCount);
            Count(peer.Pieces, availability.Add, order.Rose);
        }

        if (peer.Pieces is not { } pieces || !pieces.Remove(piece)) return;
        availability.Remove(piece.Value);
        order.Fell(piece.Value);
        wishes.Recount(peer);
        wishes.Tell(peer, outputs);
    }

    public void Retract(TorrentPeer peer)
    {
        if (peer.SaidAll) availability.RemoveSeed();
        else if (peer.Pieces is { } pieces) Count(pieces, availability.Remove, order.Fell);
        (peer.SaidAll, peer.Pieces) = (false, null);
    }

    public void Choked(TorrentPeer peer, TimeSpan now)
    {
        if (peer.IsChoking) return;
        (peer.IsChoking, peer.ChokedAt, peer.Current) = (true, now, null);
        // With BEP 6 it says itself what it will not send; Patience waits a little for that.
        if (!peer.Traits.SupportsFast || peer.Requests.Count == 0) desk.PutBackAll(peer, keepAllowedFast: false);
    }

    public void Unchoked(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (!peer.IsChoking) return;
        (peer.IsChoking, peer.IsSnubbed, peer.Rejects, peer.AnsweredAt) = (false, false, 0, now);
        peer.Download.Restart(now);
        peer.Window.Open();
        desk.Fill(peer, now, outputs);
    }

    /// <summary>The block goes back; asked again of the same peer only from the next tick on, or the two of us would do nothing else.</summary>
    public void Rejected(TorrentPeer peer, BlockAddress block, TimeSpan now, List<TorrentOutput> outputs)
    {
        peer.AnsweredAt = now;
        if (peer.IsChoking) peer.AllowedFast.Remove(block.Piece.Value);
        if (!desk.PutBack(peer, OpenRequests.KeyOf(block)))
        {
            peer.MayStillCome = Math.Max(0, peer.MayStillCome - 1);
            return;
        }

        if (peer.IsChoking) return;
        if (!peer.Has(block.Piece.Value))
        {
            desk.Fill(peer, now, outputs);   // it has said that it lost the piece: no offence, and it may be asked for others
            return;
        }

        peer.IsResting = true;
        if (++peer.Rejects >= MaxRejects) outputs.Add(TorrentOutput.DropPeer(peer.Handle, DropReason.ProtocolError));
    }

    public void AllowedFast(TorrentPeer peer, PieceIndex piece, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (peer.AllowedFast.Count == TorrentPeer.MaxHints || peer.AllowedFast.Contains(piece.Value)) return;
        peer.AllowedFast.Add(piece.Value);
        desk.Fill(peer, now, outputs);
    }

    public static void Suggested(TorrentPeer peer, PieceIndex piece)
    {
        if (peer.Suggested.Count < TorrentPeer.MaxHints && !peer.Suggested.Contains(piece.Value)) peer.Suggested.Add(piece.Value);
    }

    /// <summary>Rates, and the windows that follow them.</summary>
    public void OnTick(TimeSpan now)
    {
        foreach (var peer in peers)
        {
            (peer.EndgameBelow, peer.IsResting) = (int.MaxValue, false);
            peer.Upload.Settle(now);
            if (peer.Download.Settle(now)) peer.Window.OnSample(peer.Download, options.RequestQueueTime, peer.IsSnubbed);
        }
    }

    /// <summary>Rejects in a row, unchoked, of blocks it said it had: it is of no use.</summary>
    public const int MaxRejects = 300;

    private void Retold(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        wishes.Recount(peer);
        peer.NothingSince = -1;
        wishes.Tell(peer, outputs);
        desk.Fill(peer, now, outputs);
    }

    private void Count(PieceSet pieces, Action<int> count, Action<int> move)
    {
        var isBulk = pieces.Count > BulkPieces;
        if (isBulk) order.MarkStale();
        for (var piece = PieceBits.FirstCommon(pieces, pieces, 0); piece >= 0;)
        {
            count(piece);
            if (!isBulk) move(piece);
            piece = piece + 1 < pieces.PieceCount ? PieceBits.FirstCommon(pieces, pieces, piece + 1) : -1;
        }
    }
}
