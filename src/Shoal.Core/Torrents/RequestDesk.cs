using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>Keeps every peer asked for as many blocks as its window holds, and every block asked of somebody. Runs per block.</summary>
internal sealed class RequestDesk(
    TorrentGeometry geometry, PeerTable peers, PieceChooser chooser, PartialPieces partials, Endgame endgame, PieceWishes wishes)
{
    /// <summary>Windows of so many blocks and less are topped up an eighth at a time, larger ones by halves.</summary>
    private const int SmallWindow = 512;

    private int _released;
    private int _hungry;
    private bool _hasNewWork;

    /// <summary>Requests open at all peers.</summary>
    public int OpenRequests
    {
        get
        {
            var count = 0;
            foreach (var peer in peers) count += peer.Requests.Count;
            return count;
        }
    }

    /// <summary>Tops the peer's requests up once an eighth of a small window is used, or half of a large one.</summary>
    /// <remarks>
    /// Not a block at a time: requests leave in runs, and two of ours take a GiB in two thirds of the time with long ones. Yet a seed that queues
    /// little and reads its requests between the writes of one turn (Transmission, twice a second) must find new ones before it has written
    /// the last, or its line stands still until the next turn.
    /// </remarks>
    public void Fill(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        var open = peer.Requests.Count;
        var run = peer.Window.Size / (peer.Window.Size <= SmallWindow ? 8 : 2);
        if (open > peer.Window.Size - run || !wishes.MayAsk || peer.HasLeft) return;
        if (peer.IsResting || (peer.IsChoking && peer.AllowedFast.Count == 0)) return;
        if (open == 0 && !peer.IsSnubbed) peer.AnsweredAt = now;
        var room = peer.Window.Size - open;
        while (room > 0 && chooser.Next(peer, now) is { } partial) room -= Ask(peer, partial, room, now, outputs);
        if (room > 0 && peer.AmInterested && chooser.IsAllInReachAskedFor) endgame.Duplicate(peer, room, chooser.IsAllAskedFor, now, outputs);
        SetHungry(peer, room > 0);
    }

    /// <summary>Tries all peers from scratch, the endgame included: on every tick, since some things come with time alone.</summary>
    public void FillAll(TimeSpan now, List<TorrentOutput> outputs)
    {
        chooser.WorkVersion++;
        for (var i = 0; i < peers.Count; i++) Fill(peers[i], now, outputs);
    }

    /// <summary>Gives new work, if some came up in this turn, to those that had none.</summary>
    public void Settle(TimeSpan now, List<TorrentOutput> outputs)
    {
        if (!_hasNewWork) return;
        _hasNewWork = false;
        for (var i = 0; i < peers.Count && _hungry > 0; i++)
        {
            if (peers[i].IsHungry) Fill(peers[i], now, outputs);
        }
    }

    /// <summary>There may be work where there was none.</summary>
    public void NoteNewWork()
    {
        chooser.WorkVersion++;
        _hasNewWork = true;
    }

    /// <summary>A piece ended: there is room for another, if somebody waited for that.</summary>
    public void NoteRoom()
    {
        if (chooser.LacksRoom) NoteNewWork();
    }

    /// <summary>Ends the request of a block that came; true when it was asked of this peer.</summary>
    public bool Answered(TorrentPeer peer, long key, TimeSpan now)
    {
        peer.AnsweredAt = now;
        if (peer.IsSnubbed)
        {
            peer.IsSnubbed = false;
            peer.Window.Recover();
        }

        if (peer.Requests.Remove(key)) return true;
        if (peer.Released.Remove(key)) _released--;
        else if (peer.MayStillCome > 0) peer.MayStillCome--;
        else peer.Unasked++;
        return false;
    }

    /// <summary>The block is here: nobody else need bring it.</summary>
    public void CancelElsewhere(long key, PartialPiece partial, int otherRequesters, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (otherRequesters == 0 && _released == 0) return;
        var block = partial.Block(Torrents.OpenRequests.BlockOf(key));
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[i];
            if (peer.Requests.Count > 0 && peer.Requests.Remove(key))
            {
                peer.MayStillCome++;
                outputs.Add(TorrentOutput.SendCancel(peer.Handle, block));
                Fill(peer, now, outputs);
            }
            else if (peer.Released.Count > 0 && peer.Released.Remove(key))
            {
                _released--;
                peer.MayStillCome++;
                outputs.Add(TorrentOutput.SendCancel(peer.Handle, block));
            }
        }
    }

    /// <summary>The peer will not bring this block; false when it was not asked for it.</summary>
    public bool PutBack(TorrentPeer peer, long key)
    {
        if (!peer.Requests.Remove(key)) return false;
        GiveBack(key);
        return true;
    }

    /// <summary>The peer brings nothing more. What it may be asked while choked stays open if <paramref name="keepAllowedFast"/>.</summary>
    public void PutBackAll(TorrentPeer peer, bool keepAllowedFast)
    {
        var keys = peer.Requests.Keys;
        for (var at = keys.Length - 1; at >= 0; at--)
        {
            if (keys[at] < 0 || (keepAllowedFast && peer.AllowedFast.Contains(Torrents.OpenRequests.PieceOf(keys[at])))) continue;
            PutBack(peer, keys[at]);
            peer.MayStillCome++;
        }

        partials.ReleaseClaims(peer);
    }

    /// <summary>The peer keeps silent: its blocks may be asked elsewhere, though they may still come.</summary>
    public void Release(TorrentPeer peer)
    {
        foreach (var key in peer.Requests.Keys)
        {
            if (key < 0) continue;
            peer.Released.Add(key);
            _released++;
            GiveBack(key);
        }

        peer.Requests.Clear();
        partials.ReleaseClaims(peer);
    }

    /// <summary>Takes back what a peer was asked, and tells it.</summary>
    public void CancelAll(TorrentPeer peer, List<TorrentOutput> outputs)
    {
        foreach (var key in peer.Requests.Keys)
        {
            if (key < 0) continue;
            Cancel(peer, key, outputs);
            GiveBack(key);
        }

        foreach (var key in peer.Released) Cancel(peer, key, outputs);
        peer.Requests.Clear();
        ForgetReleased(peer);
    }

    /// <summary>Takes back one request, and tells the peer.</summary>
    public void TakeBack(TorrentPeer peer, long key, List<TorrentOutput> outputs)
    {
        Cancel(peer, key, outputs);
        PutBack(peer, key);
    }

    /// <summary>Takes back every request for a piece.</summary>
    public void CancelPiece(PartialPiece partial, List<TorrentOutput> outputs)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[i];
            var keys = peer.Requests.Keys;
            for (var at = keys.Length - 1; at >= 0; at--)
            {
                if (keys[at] < 0 || Torrents.OpenRequests.PieceOf(keys[at]) != partial.Index.Value) continue;
                TakeBack(peer, keys[at], outputs);
            }
        }
    }

    public void Forget(TorrentPeer peer)
    {
        PutBackAll(peer, keepAllowedFast: false);
        ForgetReleased(peer);
        SetHungry(peer, false);
    }

    /// <summary>Asks the peer for the first free block of the piece.</summary>
    public void AskOne(TorrentPeer peer, PartialPiece partial, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (peer.Requests.Count == 0) peer.AnsweredAt = now;
        Ask(peer, partial, 1, now, outputs);
    }

    private int Ask(TorrentPeer peer, PartialPiece partial, int room, TimeSpan now, List<TorrentOutput> outputs)
    {
        var count = Math.Min(room, partial.FreeBlocks);
        partial.TouchedAt = now;
        for (var i = 0; i < count; i++)
        {
            var blockIndex = partials.Take(partial);
            peer.Requests.Add(Torrents.OpenRequests.KeyOf(partial.Index.Value, blockIndex));
            outputs.Add(TorrentOutput.SendRequest(peer.Handle, partial.Block(blockIndex)));
        }

        return count;
    }

    /// <summary>One request for the block is over, without the block.</summary>
    public void GiveBack(long key)
    {
        if (!partials.TryGet(Torrents.OpenRequests.PieceOf(key), out var partial)) return;
        var free = partial.FreeBlocks;
        partials.PutBack(partial, Torrents.OpenRequests.BlockOf(key));
        if (partial.FreeBlocks > free) NoteNewWork();
    }

    private void Cancel(TorrentPeer peer, long key, List<TorrentOutput> outputs)
    {
        peer.MayStillCome++;
        var piece = geometry.Piece(Torrents.OpenRequests.PieceOf(key));
        outputs.Add(TorrentOutput.SendCancel(peer.Handle, geometry.Block(piece, Torrents.OpenRequests.BlockOf(key))));
    }

    private void ForgetReleased(TorrentPeer peer)
    {
        _released -= peer.Released.Count;
        peer.Released.Clear();
    }

    private void SetHungry(TorrentPeer peer, bool isHungry)
    {
        if (peer.IsHungry == isHungry) return;
        peer.IsHungry = isHungry;
        _hungry += isHungry ? 1 : -1;
    }
}
