namespace Shoal.Core.Torrents;

/// <summary>Parting with peers: those that left, those we drop, those of no use.</summary>
internal sealed class Farewell(PeerTable peers, PeerTales tales, RequestDesk desk, Choker choker, PieceWishes wishes, Blame blame)
{
    /// <summary>A newcomer has this long to become useful.</summary>
    private static readonly TimeSpan Probation = TimeSpan.FromSeconds(60);

    public void Forget(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        desk.Forget(peer);
        tales.Retract(peer);
        peers.Remove(peer);
        blame.Left(peer);
        choker.OnLeft(peer, now, outputs);
    }

    /// <summary>The peers we decided to drop in this turn are here no more.</summary>
    public void ForgetDropped(int firstOutput, TimeSpan now, List<TorrentOutput> outputs)
    {
        for (var i = firstOutput; i < outputs.Count; i++)
        {
            if (outputs[i].Kind is not (TorrentOutputKind.DropPeer or TorrentOutputKind.BanPeer)) continue;
            if (peers.TryGet(outputs[i].Peer, out var peer)) Forget(peer, now, outputs);
        }
    }

    /// <summary>Neither will ever ask the other for anything.</summary>
    public void PartIfBothSeeds(TorrentPeer peer, List<TorrentOutput> outputs)
    {
        if (wishes.Count == 0 && (peer.IsSeed || peer.IsUploadOnly)) outputs.Add(TorrentOutput.DropPeer(peer.Handle, DropReason.BothSeeds));
    }

    public bool TryFindUseless(TimeSpan now, out PeerHandle handle)
    {
        TorrentPeer? worst = null;
        foreach (var peer in peers)
        {
            if (now - peer.JoinedAt < Probation || IsOfUse(peer)) continue;
            if (worst is null || Worth(peer) < Worth(worst)) worst = peer;
        }

        handle = worst?.Handle ?? default;
        return worst is not null;
    }

    private static bool IsOfUse(TorrentPeer peer) => (peer.AmInterested && !peer.IsSnubbed) || peer.WantsBlocks;

    private static double Worth(TorrentPeer peer) => peer.Download.TotalBytes + (double)peer.Upload.TotalBytes;
}
