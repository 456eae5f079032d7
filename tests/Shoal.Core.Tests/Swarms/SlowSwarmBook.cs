using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Swarms;

/// <summary>The swarm book as one would explain it: the model the fast one is held against.</summary>
internal sealed class SlowSwarmBook(TimeSpan timeout)
{
    private readonly TimeSpan _generation = timeout / 8;
    private readonly Dictionary<InfoHash, Dictionary<IPEndPoint, (bool IsSeed, long Generation)>> _swarms = [];
    private readonly Dictionary<InfoHash, int> _downloads = [];

    public ScrapeCounts Announce(in SwarmAnnounce announce, IPEndPoint peer, TimeSpan now, out List<IPEndPoint> candidates)
    {
        candidates = [];
        Expire(now);
        if (!_swarms.TryGetValue(announce.Swarm, out var swarm)) _swarms[announce.Swarm] = swarm = [];
        if (announce.Event == AnnounceEvent.Stopped)
        {
            swarm.Remove(peer);
            return Scrape(announce.Swarm, now);
        }

        if (peer.Port != 0)
        {
            var wasSeed = swarm.TryGetValue(peer, out var before) && before.IsSeed;
            if (announce.Event == AnnounceEvent.Completed && !wasSeed) _downloads[announce.Swarm] = _downloads.GetValueOrDefault(announce.Swarm) + 1;
            swarm[peer] = (announce.IsSeed, Generation(now));
        }

        var isSeed = announce.IsSeed;
        candidates = [.. swarm.Where(p => !p.Key.Equals(peer) && !(isSeed && p.Value.IsSeed)).Select(p => p.Key)];
        return Scrape(announce.Swarm, now);
    }

    public ScrapeCounts Scrape(InfoHash hash, TimeSpan now)
    {
        Expire(now);
        var peers = _swarms.TryGetValue(hash, out var swarm) ? swarm.Values.ToList() : [];
        return new ScrapeCounts(peers.Count(p => p.IsSeed), _downloads.GetValueOrDefault(hash), peers.Count(p => !p.IsSeed));
    }

    public int PeerCount(TimeSpan now)
    {
        Expire(now);
        return _swarms.Values.Sum(s => s.Count);
    }

    private long Generation(TimeSpan now) => now.Ticks / _generation.Ticks;

    private void Expire(TimeSpan now)
    {
        foreach (var swarm in _swarms.Values)
        {
            foreach (var (peer, _) in swarm.Where(p => Generation(now) - p.Value.Generation > 8).ToList()) swarm.Remove(peer);
        }
    }
}
