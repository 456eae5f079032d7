namespace Shoal.Core.Torrents;

/// <summary>What is done about peers that keep silent.</summary>
internal sealed class Patience(TorrentOptions options, PeerTable peers, RequestDesk desk)
{
    /// <summary>Time a peer that chokes us has to reject what we asked (BEP 6), before we take it as rejected.</summary>
    public static readonly TimeSpan RejectGrace = TimeSpan.FromSeconds(2);

    public void OnTick(TimeSpan now, List<TorrentOutput> outputs)
    {
        foreach (var peer in peers)
        {
            if (peer.Requests.Count == 0 && peer.Released.Count == 0) continue;
            if (peer is { IsChoking: true, Traits.SupportsFast: true } && now - peer.ChokedAt >= RejectGrace)
                desk.PutBackAll(peer, keepAllowedFast: true);

            var silence = now - peer.AnsweredAt;
            if (!peer.IsSnubbed && silence >= options.RequestTimeout) Snub(peer);
            else if (peer.IsSnubbed && silence >= 2 * options.RequestTimeout) GiveUp(peer, now, outputs);
        }
    }

    private void Snub(TorrentPeer peer)
    {
        if (peer.Requests.Count == 0) return;
        peer.IsSnubbed = true;
        peer.Window.Snub();
        desk.Release(peer);
    }

    /// <summary>Cancels what it never brought; the one block it may be asked is its way back.</summary>
    private void GiveUp(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        desk.CancelAll(peer, outputs);
        peer.AnsweredAt = now - options.RequestTimeout;
    }
}
