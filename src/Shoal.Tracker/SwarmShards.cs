using System.Security.Cryptography;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>The swarms of a tracker, in shards by info-hash: each has a lock of its own, so threads hardly ever meet.</summary>
internal sealed class SwarmShards
{
    private const int ShardCount = 256;

    private readonly Shard[] _shards = new Shard[ShardCount];
    private readonly ulong _shardKey = NewKey();

    public SwarmShards(SwarmLimits limits)
    {
        var part = limits with
        {
            MaxPeers = PartOf(limits.MaxPeers),
            MaxSwarms = PartOf(limits.MaxSwarms),
        };
        for (var i = 0; i < ShardCount; i++) _shards[i] = new Shard(part);
    }

    /// <param name="announce">What was said.</param>
    /// <param name="address">4 or 16 bytes: chooses the family.</param>
    /// <param name="port">Where the peer listens.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="random">Any 64 bits.</param>
    /// <param name="peers">Receives compact peers of the family.</param>
    public SwarmAnswer Announce(
        in SwarmAnnounce announce, ReadOnlySpan<byte> address, int port, TimeSpan now, ulong random, Span<byte> peers)
    {
        var shard = ShardOf(announce.Swarm);
        lock (shard.Gate)
        {
            return address.Length == 4
                ? shard.V4.Announce(announce, new SwarmPeerV4(address, port), now, random, peers)
                : shard.V6.Announce(announce, new SwarmPeerV6(address, port), now, random, peers);
        }
    }

    public ScrapeCounts Scrape(in InfoHash swarm, bool isV4, TimeSpan now)
    {
        var shard = ShardOf(swarm);
        lock (shard.Gate) return isV4 ? shard.V4.Scrape(swarm, now) : shard.V6.Scrape(swarm, now);
    }

    /// <summary>Looks at a part of every shard; no lock is held for longer than one part takes.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="part">1 looks at everything.</param>
    public void Sweep(TimeSpan now, double part)
    {
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                shard.V4.Sweep(now, (int)(shard.V4.Capacity * part) + 1);
                shard.V6.Sweep(now, (int)(shard.V6.Capacity * part) + 1);
            }
        }
    }

    /// <summary>How much there is; nothing else is filled in.</summary>
    public TrackerSnapshot Count()
    {
        var (swarms4, peers4, swarms6, peers6) = (0, 0, 0, 0);
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                swarms4 += shard.V4.SwarmCount;
                swarms6 += shard.V6.SwarmCount;
                peers4 += shard.V4.PeerCount;
                peers6 += shard.V6.PeerCount;
            }
        }

        return new TrackerSnapshot { SwarmsV4 = swarms4, SwarmsV6 = swarms6, PeersV4 = peers4, PeersV6 = peers6 };
    }

    /// <summary>Shows every swarm of both families, a shard at a time under its lock.</summary>
    public void Visit(ISwarmVisitor visitor)
    {
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                for (var i = 0; i < shard.V4.Capacity; i++)
                {
                    if (shard.V4.TryView(i, out var view)) visitor.Visit(shard.V4, view);
                }

                for (var i = 0; i < shard.V6.Capacity; i++)
                {
                    if (shard.V6.TryView(i, out var view)) visitor.Visit(shard.V6, view);
                }
            }

            visitor.EndShard();
        }
    }

    /// <summary>Puts in a peer that was known before or elsewhere.</summary>
    public void Restore(in InfoHash swarm, ReadOnlySpan<byte> address, int port, bool isSeed, int age, TimeSpan now)
    {
        var shard = ShardOf(swarm);
        lock (shard.Gate)
        {
            if (address.Length == 4) shard.V4.Restore(swarm, new SwarmPeerV4(address, port), isSeed, age, now);
            else shard.V6.Restore(swarm, new SwarmPeerV6(address, port), isSeed, age, now);
        }
    }

    public void RestoreDownloads(in InfoHash swarm, bool isV4, int downloads, TimeSpan now)
    {
        var shard = ShardOf(swarm);
        lock (shard.Gate)
        {
            if (isV4) shard.V4.RestoreDownloads(swarm, downloads, now);
            else shard.V6.RestoreDownloads(swarm, downloads, now);
        }
    }

    // Keyed, so that nobody can put all load on one lock.
    private Shard ShardOf(in InfoHash swarm) => _shards[swarm.KeyedHash(_shardKey) % ShardCount];

    private static int PartOf(int total) => Math.Max(1, (int)Math.Min(int.MaxValue, total * 1.25 / ShardCount));
    private static ulong NewKey() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private sealed class Shard(SwarmLimits limits)
    {
        public Lock Gate { get; } = new();
        public SwarmBook<SwarmPeerV4> V4 { get; } = new(limits, NewKey());
        public SwarmBook<SwarmPeerV6> V6 { get; } = new(limits, NewKey());
    }
}
