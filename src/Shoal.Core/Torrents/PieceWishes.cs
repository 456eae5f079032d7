using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Which pieces are wanted, how many of them each peer has, and telling the peers so (interested, not interested).</summary>
internal sealed class PieceWishes(PieceSet have, PeerTable peers)
{
    private readonly PieceSet _wanted = new(have.PieceCount);

    /// <summary>Pieces wanted and not here.</summary>
    public int Count => _wanted.Count;

    /// <summary>Pieces of the torrent.</summary>
    public int PieceCount => have.PieceCount;

    /// <summary>False: nothing is wanted of anybody for now.</summary>
    public bool MayAsk { get; set; } = true;

    public bool Contains(int piece) => _wanted.Contains(piece);

    /// <summary>Starts over with new priorities.</summary>
    public void Set(byte[]? priorities, TorrentGeometry geometry)
    {
        _wanted.Clear();
        for (var piece = 0; piece < have.PieceCount; piece++)
        {
            if (!have.Contains(piece) && (priorities is null || priorities[piece] > 0)) _wanted.Add(geometry.Piece(piece));
        }

        foreach (var peer in peers) Recount(peer);
    }

    /// <summary>A peer told all it has.</summary>
    public void Recount(TorrentPeer peer) =>
        peer.WantedPieces = peer.SaidAll ? _wanted.Count : peer.Pieces is null ? 0 : PieceBits.CountCommon(_wanted, peer.Pieces);

    /// <summary>The piece is here.</summary>
    public void Fulfil(PieceIndex piece, List<TorrentOutput> outputs)
    {
        if (!_wanted.Remove(piece)) return;
        foreach (var peer in peers)
        {
            if (!peer.Has(piece.Value)) continue;
            peer.WantedPieces--;
            Tell(peer, outputs);
        }
    }

    /// <summary>Says interested or not interested if that is news (BEP 3).</summary>
    public void Tell(TorrentPeer peer, List<TorrentOutput> outputs)
    {
        var isInterested = MayAsk && peer.WantedPieces > 0;
        if (isInterested == peer.AmInterested) return;
        peer.AmInterested = isInterested;
        outputs.Add(isInterested ? TorrentOutput.SendInterested(peer.Handle) : TorrentOutput.SendNotInterested(peer.Handle));
    }

    public void TellAll(List<TorrentOutput> outputs)
    {
        foreach (var peer in peers) Tell(peer, outputs);
    }
}
