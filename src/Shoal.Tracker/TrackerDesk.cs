using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>What all ways in share: the swarms, the clock, the rules, the counters. Any thread.</summary>
internal sealed class TrackerDesk
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly AddressMeter _meter = new();
    private readonly Lock _gate = new();
    private readonly List<TrackerCounters> _counters = [];
    private volatile TrackerOptions _options;
    private volatile TrackerRules _rules;
    private volatile AddressSet _banned = AddressSet.Empty;
    private long _intervalTicks;

    /// <exception cref="IOException">A list of the options cannot be read.</exception>
    public TrackerDesk(TrackerOptions options, TimeProvider time, ILogger? log = null)
    {
        (_options, _time, Log) = (options, time, log ?? NullLogger.Instance);
        _startedAt = time.GetTimestamp();
        IdOrigin = time.GetUtcNow() - DateTimeOffset.UnixEpoch;
        IdKey = (NewKey(), NewKey());
        ConnectionIds = new UdpConnectionIds(IdKey.Item1, IdKey.Item2);
        _rules = RuleFiles.Read(options);
        _intervalTicks = options.Interval.Ticks;
        Swarms = new SwarmShards(options.Swarms);
    }

    public ILogger Log { get; }
    public TrackerOptions Options => _options;
    public TrackerRules Rules => _rules;
    public SwarmShards Swarms { get; }
    public TimeProvider Time => _time;

    /// <summary>Hears what others should know of; null while nobody listens.</summary>
    public INewsSink? News { get; set; }

    /// <summary>Ports of the UDP sockets, for whoever counts what they dropped.</summary>
    public IReadOnlyCollection<int> UdpPorts { get; set; } = [];

    public UdpConnectionIds ConnectionIds { get; private set; }

    /// <summary>What connection ids are made with; a tracker that follows this one must have the same.</summary>
    public (ulong, ulong) IdKey { get; private set; }

    /// <summary>To be added to monotonic time where ids are made: the same moments in every process.</summary>
    public TimeSpan IdOrigin { get; }

    public void UseIdKey(ulong key0, ulong key1) => (IdKey, ConnectionIds) = ((key0, key1), new UdpConnectionIds(key0, key1));

    /// <summary>Monotonic time since the tracker started.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_startedAt);

    /// <summary>The interval by load, before jitter.</summary>
    public TimeSpan Interval
    {
        get => new(Volatile.Read(ref _intervalTicks));
        set => Volatile.Write(ref _intervalTicks, value.Ticks);
    }

    public TrackerCounters NewCounters()
    {
        var counters = new TrackerCounters();
        lock (_gate) _counters.Add(counters);
        return counters;
    }

    /// <summary>Addresses banned by the admin API: the <see cref="BanList"/> puts them here.</summary>
    public AddressSet Banned { get => _banned; set => _banned = value; }

    /// <param name="address">4 or 16 bytes.</param>
    public bool IsBanned(ReadOnlySpan<byte> address) => _rules.Banned.Contains(address) || _banned.Contains(address);

    /// <summary>Enters an announce and gives peers.</summary>
    /// <param name="request">What was said; its address is not taken from it.</param>
    /// <param name="passkey">From the URL; empty for none.</param>
    /// <param name="address">Where it came from: 4 or 16 bytes.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="random">Any 64 bits.</param>
    /// <param name="peers">Receives compact peers.</param>
    /// <param name="answer">What the swarm says.</param>
    public Refusal Announce(
        in AnnounceRequest request, ReadOnlySpan<byte> passkey, ReadOnlySpan<byte> address, TimeSpan now, ulong random, Span<byte> peers, out SwarmAnswer answer)
    {
        answer = default;
        var (options, rules) = (_options, _rules);
        if (Check(rules, passkey, request.InfoHash) is not Refusal.None and var refusal) return refusal;
        var limits = options.Limits;
        ref var meter = ref _meter.Of(address, now);
        if (limits.Announces > 0 && ++meter.Announces > limits.Announces) return Refusal.TooMany;

        var wanted = request.NumWant < 0 ? options.NumWantDefault : Math.Min(request.NumWant, options.NumWantMax);
        var mayJoin = limits.Joins == 0 || meter.Joins < limits.Joins;
        var announce = new SwarmAnnounce(request.InfoHash, request.Event, request.IsSeed, wanted, mayJoin);
        answer = Swarms.Announce(announce, address, request.Port, now, random, peers);
        if (answer.News == SwarmNews.None) return Refusal.None;
        if (answer.News == SwarmNews.Joined) meter.Joins++;
        News?.Tell(announce, address, request.Port, answer.News);
        return Refusal.None;
    }

    /// <summary>Whether so many more swarms may be asked for.</summary>
    public Refusal CheckScrape(int hashes, ReadOnlySpan<byte> passkey, ReadOnlySpan<byte> address, TimeSpan now)
    {
        if (_rules.Passkeys is { } keys && !keys.Contains(passkey)) return Refusal.NoKey;
        var limit = _options.Limits.Scrapes;
        if (limit == 0) return Refusal.None;
        ref var meter = ref _meter.Of(address, now);
        return (meter.Scrapes += hashes) > limit ? Refusal.TooMany : Refusal.None;
    }

    /// <summary>Whether a browser may announce. A private tracker has no way to know a browser's passkey, so it serves none.</summary>
    public Refusal CheckWebAnnounce(in InfoHash hash, ReadOnlySpan<byte> address)
    {
        if (Check(_rules, [], hash) is not Refusal.None and var refusal) return refusal;
        var limit = _options.Limits.Announces;
        return limit > 0 && ++_meter.Of(address, Now).Announces > limit ? Refusal.TooMany : Refusal.None;
    }

    public static Refusal Check(TrackerRules rules, ReadOnlySpan<byte> passkey, in InfoHash hash) =>
        rules.Passkeys is { } keys && !keys.Contains(passkey) ? Refusal.NoKey
        : !rules.Tracks(hash) ? Refusal.NotListed
        : Refusal.None;

    public ScrapeCounts Scrape(in InfoHash swarm, bool isV4, TimeSpan now) => Swarms.Scrape(swarm, isV4, now);

    /// <summary>The interval with up to a tenth more or less, so that clients which came together do not stay together.</summary>
    public TimeSpan NextInterval(ulong random)
    {
        var ticks = Volatile.Read(ref _intervalTicks);
        return new TimeSpan(ticks - (ticks / 10) + (long)Math.BigMul(random, (ulong)ticks / 5, out _));
    }

    /// <summary>Takes everything of new options that can change while the tracker runs: all but addresses, threads and bounds of memory.</summary>
    public void Apply(TrackerOptions options)
    {
        _rules = RuleFiles.Read(options);
        _options = options;
        Interval = options.Interval;
    }

    /// <summary>Reads the lists again; what cannot be read leaves the old ones in force.</summary>
    public void ReadRules()
    {
        try
        {
            _rules = RuleFiles.Read(_options);
            Log.RulesRead();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.RulesUnreadable(e.Message);
        }
    }

    public void Sweep(double part) => Swarms.Sweep(Now, part);

    public TrackerSnapshot Snapshot()
    {
        var snapshot = Swarms.Count();
        lock (_gate) return _counters.Aggregate(snapshot, (sum, counters) => counters.AddTo(sum));
    }

    private static ulong NewKey() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
