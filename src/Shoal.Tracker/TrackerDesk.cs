using System.Security.Cryptography;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>What all ways in share: the swarms, the clock, the rules, the counters. Any thread.</summary>
internal sealed class TrackerDesk(TrackerOptions options, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly SwarmShards _swarms = new(options.Swarms);
    private readonly Lock _gate = new();
    private readonly List<TrackerCounters> _counters = [];

    public TrackerOptions Options => options;

    public UdpConnectionIds ConnectionIds { get; } = new(NewKey(), NewKey());

    /// <summary>Monotonic time since the tracker started.</summary>
    public TimeSpan Now => time.GetElapsedTime(_startedAt);

    public TrackerCounters NewCounters()
    {
        var counters = new TrackerCounters();
        lock (_gate) _counters.Add(counters);
        return counters;
    }

    /// <summary>Enters an announce and gives peers.</summary>
    /// <param name="request">What was said; its address is not taken from it.</param>
    /// <param name="address">Where it came from: 4 or 16 bytes.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="random">Any 64 bits.</param>
    /// <param name="peers">Receives compact peers.</param>
    /// <param name="length">Bytes written.</param>
    public ScrapeCounts Announce(
        in AnnounceRequest request, ReadOnlySpan<byte> address, TimeSpan now, ulong random, Span<byte> peers, out int length)
    {
        var wanted = request.NumWant < 0 ? options.NumWantDefault : Math.Min(request.NumWant, options.NumWantMax);
        var announce = new SwarmAnnounce(request.InfoHash, request.Event, request.IsSeed, wanted);
        (var counts, length, _) = _swarms.Announce(announce, address, request.Port, now, random, peers);
        return counts;
    }

    public ScrapeCounts Scrape(in InfoHash swarm, bool isV4, TimeSpan now) => _swarms.Scrape(swarm, isV4, now);

    public void Sweep(double part) => _swarms.Sweep(Now, part);

    public TrackerSnapshot Snapshot()
    {
        var (swarms, peers) = _swarms.Count();
        var snapshot = new TrackerSnapshot(swarms, peers, 0, 0, 0, 0, 0);
        lock (_gate) return _counters.Aggregate(snapshot, (sum, counters) => counters.AddTo(sum));
    }

    private static ulong NewKey() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
