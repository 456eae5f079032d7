using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>Peers that announced themselves to us, by torrent: our share of the world's tracker (BEP 5). Bounded, and forgets by itself.</summary>
/// <param name="maxTorrents">Torrents kept; when full, new ones are refused until others are forgotten.</param>
internal sealed class PeerStore(int maxTorrents)
{
    /// <summary>An announce counts for this long; peers repeat theirs every 15 to 30 minutes.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(45);

    /// <summary>Peers of one torrent; of one address in it, and of one /24 or /64 in all torrents.</summary>
    public const int MaxPeers = 500;
    public const int MaxOfHost = 4;
    public const int MaxOfSubnet = 512;

    private readonly Dictionary<NodeId, List<StoredPeer>> _torrents = [];
    private readonly Dictionary<NodeAddress, int> _ofSubnet = [];

    public int TorrentCount => _torrents.Count;
    public IEnumerable<NodeId> Torrents => _torrents.Keys;

    /// <summary>False when an announce of this torrent would be refused: then nobody gets a token for it.</summary>
    public bool HasRoomFor(NodeId torrent) => _torrents.Count < maxTorrents || _torrents.ContainsKey(torrent);

    /// <summary>Remembers a peer, or that it is still there. False when there is no room.</summary>
    public bool Add(NodeId torrent, NodeAddress peer, bool isSeed, TimeSpan now)
    {
        if (!_torrents.TryGetValue(torrent, out var peers))
        {
            if (_torrents.Count >= maxTorrents) return false;
            peers = [];
        }

        var at = peers.FindIndex(other => other.Address == peer);
        if (at >= 0)
        {
            peers[at] = new StoredPeer(peer, now, isSeed);
            return true;
        }

        if (!HasRoom(peers, peer)) return false;
        _torrents[torrent] = peers;
        if (peers.Count < MaxPeers)
        {
            peers.Add(new StoredPeer(peer, now, isSeed));
        }
        else
        {
            var oldest = OldestOf(peers);
            Count(peers[oldest].Address, -1);
            peers[oldest] = new StoredPeer(peer, now, isSeed);
        }

        Count(peer, +1);
        return true;
    }

    /// <summary>Peers of a torrent from a random one on; empty when nobody announced it.</summary>
    /// <param name="torrent">Its info-hash.</param>
    /// <param name="start">Random.</param>
    /// <param name="withSeeds">False leaves out who has everything (BEP 33).</param>
    public IEnumerable<StoredPeer> Find(NodeId torrent, ulong start, bool withSeeds = true)
    {
        if (!_torrents.TryGetValue(torrent, out var peers)) yield break;
        var offset = (int)(start % (ulong)peers.Count);
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[(offset + i) % peers.Count];
            if (withSeeds || !peer.IsSeed) yield return peer;
        }
    }

    public bool Knows(NodeId torrent) => _torrents.ContainsKey(torrent);

    /// <summary>Fills the two filters of a torrent (BEP 33).</summary>
    public void Scrape(NodeId torrent, Span<byte> seeds, Span<byte> others)
    {
        if (!_torrents.TryGetValue(torrent, out var peers)) return;
        foreach (var peer in peers) ScrapeFilter.Add(peer.IsSeed ? seeds : others, peer.Address);
    }

    /// <summary>Drops announces that were not repeated.</summary>
    public void Forget(TimeSpan now)
    {
        foreach (var (torrent, peers) in _torrents)
        {
            foreach (var peer in peers)
                if (now - peer.At >= KeptFor) Count(peer.Address, -1);
            peers.RemoveAll(peer => now - peer.At >= KeptFor);
            if (peers.Count == 0) _torrents.Remove(torrent);
        }
    }

    private bool HasRoom(List<StoredPeer> peers, NodeAddress peer)
    {
        if (peer.Scope == AddressScope.Loopback) return true;
        if (_ofSubnet.GetValueOrDefault(peer.Subnet) >= MaxOfSubnet) return false;
        var (host, ofHost) = (peer.Host, 0);
        foreach (var other in peers)
            if (other.Address.Host == host && ++ofHost >= MaxOfHost) return false;
        return true;
    }

    private static int OldestOf(List<StoredPeer> peers)
    {
        var oldest = 0;
        for (var i = 1; i < peers.Count; i++)
            if (peers[i].At < peers[oldest].At) oldest = i;
        return oldest;
    }

    private void Count(NodeAddress peer, int change)
    {
        var left = _ofSubnet.GetValueOrDefault(peer.Subnet) + change;
        if (left > 0) _ofSubnet[peer.Subnet] = left;
        else _ofSubnet.Remove(peer.Subnet);
    }
}
