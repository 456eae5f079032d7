using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Core.Swarms;

/// <summary>Who is in which swarm: a tracker's memory for one address family, or one shard of it. Pure: time and dice are arguments.</summary>
/// <remarks>
/// Peers are known by address and port, never by what they call themselves. They expire by generations, of which eight are one
/// <see cref="SwarmLimits.PeerTimeout"/>: a swarm is cleaned when it is announced to for the first time in a generation, the others when
/// <see cref="Sweep"/> comes by. Nothing is allocated by an announce that adds no peer. Not safe for threads: a shard has one lock.
/// </remarks>
/// <param name="limits">Bounds.</param>
/// <param name="key">Secret and random: keeps strangers from choosing where things land.</param>
public sealed class SwarmBook<TPeer>(SwarmLimits limits, ulong key) : IDisposable
    where TPeer : unmanaged, ISwarmPeer<TPeer>
{
    private const int GenerationsPerTimeout = 8;

    // Stamps have 16 bits: a peer must be swept before they come round. Only a clock that stood still for months gets here.
    private const long MaxUnsweptGenerations = 60_000;

    private readonly long _generationTicks = limits.PeerTimeout.Ticks / GenerationsPerTimeout;
    private SwarmTable<TPeer> _table = new(key);
    private long _generation;
    private long _sweptGeneration;
    private int _sweepAt;
    private SwarmTable<TPeer>.Order? _oldestFirst;

    public int SwarmCount => _table.Count;
    public int PeerCount { get; private set; }

    /// <summary>Places there are to sweep, or to look into.</summary>
    public int Capacity => _table.Capacity;

    /// <summary>Enters, renews or removes a peer, and gives it others.</summary>
    /// <param name="announce">What it said.</param>
    /// <param name="peer">Where it can be dialled; with port 0 it is given peers and not listed.</param>
    /// <param name="now">Monotonic time since the book was opened.</param>
    /// <param name="random">Any 64 bits: chooses which peers.</param>
    /// <param name="peers">Receives compact peers; the asker is never one of them, and a seed is given no seeds.</param>
    public SwarmAnswer Announce(in SwarmAnnounce announce, TPeer peer, TimeSpan now, ulong random, Span<byte> peers)
    {
        Advance(now);
        if (announce.Event == AnnounceEvent.Stopped) return Remove(announce.Swarm, peer);
        if (!peer.HasPort) return Look(announce, random, peers);

        ref var swarm = ref Enter(announce, random, out var isOpen);
        if (!isOpen) return default;
        var news = Place(ref swarm, announce, peer.At((ushort)_generation), random, out var position);
        return new SwarmAnswer(swarm.Counts, swarm.Take(position, announce.IsSeed, announce.Wanted, random, peers), news);
    }

    /// <summary>A swarm in numbers (BEP 48); all zero when nobody was ever there.</summary>
    public ScrapeCounts Scrape(in InfoHash hash, TimeSpan now)
    {
        Advance(now);
        ref var swarm = ref Known(hash, out var isKnown);
        return isKnown ? swarm.Counts : default;
    }

    /// <summary>Looks at some swarms, round and round, and forgets who has been silent. Call it often enough to come round in an eighth of the timeout.</summary>
    /// <param name="now">The time.</param>
    /// <param name="slots">Places of the table to look at; a swarm that is forgotten counts twice.</param>
    public void Sweep(TimeSpan now, int slots)
    {
        Advance(now);
        for (; slots > 0; slots--)
        {
            if (_sweepAt >= _table.Capacity)
            {
                (_sweepAt, _sweptGeneration) = (0, _generation);
                if (_table.Count == 0) return;
            }

            ref var swarm = ref _table.At(_sweepAt);
            // A removed swarm's place is taken by the next one: it is looked at again.
            if (swarm.IsFree || !CleanAndForget(ref swarm)) _sweepAt++;
        }
    }

    /// <summary>Looks into a place; false when no swarm stands there.</summary>
    public bool TryView(int place, out SwarmView<TPeer> view)
    {
        view = default;
        if ((uint)place >= (uint)_table.Capacity || _table.At(place).IsFree) return false;
        ref var swarm = ref _table.At(place);
        view = new SwarmView<TPeer>(swarm.Hash, swarm.Counts, swarm.Peers);
        return true;
    }

    /// <summary>Generations since a peer of a view last announced, of which eight are one timeout.</summary>
    public int AgeOf(in TPeer peer) => (ushort)(_generation - peer.Generation);

    /// <summary>Puts in what was known before or elsewhere, unless the book knows better; says nothing to anybody.</summary>
    /// <param name="hash">The swarm.</param>
    /// <param name="peer">A peer with a port.</param>
    /// <param name="isSeed">It has everything.</param>
    /// <param name="age">Generations since it announced; older than the timeout is not taken.</param>
    /// <param name="now">Monotonic time since the book was opened.</param>
    public void Restore(in InfoHash hash, TPeer peer, bool isSeed, int age, TimeSpan now)
    {
        Advance(now);
        if (age is < 0 or > GenerationsPerTimeout || !peer.HasPort) return;
        var generation = (ushort)(_generation - age);
        var random = (ulong)hash.KeyedHash(key);
        ref var swarm = ref Enter(new SwarmAnnounce(hash, AnnounceEvent.None, isSeed, 0), random, out _);
        var position = swarm.Find(peer, key);
        if (position >= 0 && AgeOf(swarm.Peers[position]) is var known && (known < age || (known == age && (swarm.IsSeedAt(position) || !isSeed)))) return;
        Place(ref swarm, new SwarmAnnounce(hash, AnnounceEvent.None, isSeed, 0), peer.At(generation), random, out _);
    }

    /// <summary>Adds downloads that were counted before.</summary>
    public void RestoreDownloads(in InfoHash hash, int downloads, TimeSpan now)
    {
        Advance(now);
        if (downloads <= 0) return;
        Enter(new SwarmAnnounce(hash, AnnounceEvent.None, true, 0), hash.KeyedHash(key), out _).CountDownloads(downloads);
    }

    public void Dispose() => _table.Dispose();

    // Enters or renews a peer of a swarm that is clean.
    private SwarmNews Place(ref Swarm<TPeer> swarm, in SwarmAnnounce announce, TPeer peer, ulong random, out int position)
    {
        position = swarm.Find(peer, key);
        var wasSeed = position >= 0 && swarm.IsSeedAt(position);
        if (position < 0 && !announce.MayJoin) return SwarmNews.None;
        if (announce.Event == AnnounceEvent.Completed && !wasSeed) swarm.CountDownload();
        if (position >= 0 && wasSeed == announce.IsSeed)
        {
            ref var known = ref swarm.Peers[position];
            if (known.Generation == peer.Generation) return SwarmNews.None;
            known = peer;
            return SwarmNews.Renewed;
        }

        if (position >= 0) Drop(ref swarm, position);
        else if (swarm.Count >= limits.MaxPeersPerSwarm) Drop(ref swarm, (int)(random % (uint)swarm.Count));
        position = swarm.Add(peer, announce.IsSeed, key);
        PeerCount++;
        return SwarmNews.Joined;
    }

    private SwarmAnswer Look(in SwarmAnnounce announce, ulong random, Span<byte> peers)
    {
        ref var swarm = ref Known(announce.Swarm, out var isKnown);
        return isKnown ? new SwarmAnswer(swarm.Counts, swarm.Take(-1, announce.IsSeed, announce.Wanted, random, peers), SwarmNews.None) : default;
    }

    private SwarmAnswer Remove(in InfoHash hash, in TPeer peer)
    {
        ref var swarm = ref Known(hash, out var isKnown);
        if (!isKnown) return default;
        var position = swarm.Find(peer, key);
        if (position >= 0) Drop(ref swarm, position);
        var counts = swarm.Counts;
        if (swarm.IsForgettable) _table.Remove(ref swarm);
        return new SwarmAnswer(counts, 0, position >= 0 ? SwarmNews.Left : SwarmNews.None);
    }

    // The swarm of an announce: cleaned, or new. Room is made before, since a removal moves slots.
    private ref Swarm<TPeer> Enter(in SwarmAnnounce announce, ulong random, out bool isOpen)
    {
        if (PeerCount >= limits.MaxPeers) PushOutPeer(random);
        ref var swarm = ref Known(announce.Swarm, out var isKnown);
        isOpen = isKnown || announce.MayJoin;
        if (isKnown || !isOpen) return ref swarm;
        if (_table.Count >= limits.MaxSwarms) PushOutSwarm(random);
        return ref _table.Add(announce.Swarm, (ushort)_generation);
    }

    private ref Swarm<TPeer> Known(in InfoHash hash, out bool isKnown)
    {
        ref var swarm = ref _table.Find(hash, out isKnown);
        if (isKnown && CleanAndForget(ref swarm)) isKnown = false;
        return ref swarm;
    }

    // True when nothing was left and the slot is somebody else's now.
    private bool CleanAndForget(ref Swarm<TPeer> swarm)
    {
        if (swarm.CleanedAt != (ushort)_generation)
            PeerCount -= swarm.Expire((ushort)_generation, GenerationsPerTimeout, key);
        if (!swarm.IsForgettable) return false;
        _table.Remove(ref swarm);
        return true;
    }

    private void Drop(ref Swarm<TPeer> swarm, int position)
    {
        swarm.RemoveAt(position, key);
        PeerCount--;
    }

    private void PushOutSwarm(ulong random)
    {
        ref var victim = ref _table.Sample(random, static (ref a, ref b) => a.Count - b.Count);
        PeerCount -= victim.Count;
        _table.Remove(ref victim);
    }

    // A flood of new peers pushes out itself as much as others: the victim is the oldest of a few taken anywhere.
    private void PushOutPeer(ulong random)
    {
        ref var victim = ref _table.Sample(random, _oldestFirst ??= (ref a, ref b) => Age(ref b) - Age(ref a));
        if (victim.Count > 0) Drop(ref victim, (int)(random % (uint)victim.Count));
        if (victim.Count == 0) _table.Remove(ref victim);
    }

    // Swarms without peers have none to give.
    private int Age(ref Swarm<TPeer> swarm) => swarm.Count == 0 ? -1 : AgeOf(swarm.Peers[0]);

    private void Advance(TimeSpan now)
    {
        var generation = Math.Max(_generation, now.Ticks / _generationTicks);
        if (generation == _generation) return;
        _generation = generation;
        if (generation - _sweptGeneration <= MaxUnsweptGenerations) return;

        // Between the limit and the wrap nobody has announced, or this would have run then: all are older than any timeout, or can be told by age.
        if (generation - _sweptGeneration > ushort.MaxValue - GenerationsPerTimeout) Empty();
        else for (var i = 0; i < _table.Capacity;) i += !_table.At(i).IsFree && CleanAndForget(ref _table.At(i)) ? 0 : 1;
        _sweptGeneration = generation;
    }

    private void Empty()
    {
        _table.Dispose();
        (_table, PeerCount, _sweepAt) = (new SwarmTable<TPeer>(key), 0, 0);
    }
}
