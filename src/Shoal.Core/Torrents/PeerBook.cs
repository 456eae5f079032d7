using System.Net;
using System.Numerics;
using Shoal.Core.Primitives;

namespace Shoal.Core.Torrents;

/// <summary>Whom one torrent may dial: addresses heard of, when to try them again, and whom never.</summary>
/// <remarks>
/// An address is in one of three states: waiting for its turn, dialled or connected (<see cref="TryNext"/> handed it out), or forgotten.
/// Whoever takes an address from <see cref="TryNext"/> tells its end with <see cref="OnFailed"/> or <see cref="OnClosed"/>. Whether an
/// address learnt from strangers may be dialled at all (private ranges, filters) is judged before it comes here.
/// </remarks>
/// <param name="seed">Decides among equals.</param>
/// <param name="priority">BEP 40: higher is dialled first among equals. Null, or where it says null: by chance.</param>
public sealed class PeerBook(ulong seed, Func<IPEndPoint, uint?>? priority = null)
{
    /// <summary>Most addresses remembered; a full book forgets one that failed, or refuses the newcomer.</summary>
    public const int MaxCandidates = 3_000;

    /// <summary>Most ports remembered of one address; loopback, where tests live, has no such bound.</summary>
    public const int MaxPerAddress = 8;

    /// <summary>Most addresses remembered that other peers told of, the easiest to poison: the rest of the book is for those who know better.</summary>
    public const int MaxToldByPeers = 1_500;

    /// <summary>Failures in a row after which an address is forgotten, unless the user named it.</summary>
    public const int MaxFailures = 6;

    /// <summary>Wait after the first failure; doubles with each further one, to <see cref="RetryDelayMax"/>.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan RetryDelayMax = TimeSpan.FromMinutes(30);

    /// <summary>Wait before an address is dialled again that was connected and is not any more.</summary>
    public static readonly TimeSpan RedialDelay = TimeSpan.FromSeconds(30);

    /// <summary>The same waits for an address that the user named: somebody is looking on.</summary>
    public static readonly TimeSpan UserRetryDelay = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan UserRetryDelayMax = TimeSpan.FromMinutes(1);

    private readonly Dice _dice = new(seed);
    private readonly Dictionary<IPEndPoint, Candidate> _candidates = [];
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private readonly PriorityQueue<Candidate, (int Failures, PeerSource Source, uint Rank)> _ready = new();
    private readonly PriorityQueue<Candidate, TimeSpan> _waiting = new();
    private readonly HashSet<IPEndPoint> _ourselves = [];
    private int _toldByPeers;

    /// <summary>Whom never.</summary>
    private readonly BanList _bans = new();

    /// <summary>Addresses remembered, those connected included.</summary>
    public int Count => _candidates.Count;

    /// <summary>Everything is here: peers known to be seeds are not dialled.</summary>
    public bool AmSeed { get; set; }

    /// <summary>Takes an address in; false when it is known, banned, impossible, ourselves, or there is no room.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="source">Who told.</param>
    /// <param name="now">When.</param>
    /// <param name="isSeed">It is said to have everything: while we do too, it is not dialled.</param>
    public bool Add(IPEndPoint address, PeerSource source, TimeSpan now, bool isSeed = false)
    {
        address = Plain(address);
        if (!IsPossible(address) || _ourselves.Contains(address) || _bans.Contains(address)) return false;
        if (_candidates.TryGetValue(address, out var known))
        {
            Name(known, source);
            if (source == PeerSource.User) RetryNow(known, now);
            return false;
        }

        var atAddress = _perAddress.GetValueOrDefault(address.Address);
        if (source != PeerSource.User && atAddress >= MaxPerAddress && !IPAddress.IsLoopback(address.Address)) return false;
        if (source == PeerSource.PeerExchange && _toldByPeers >= MaxToldByPeers) return false;
        if (_candidates.Count >= MaxCandidates && !ForgetOneThatFailed()) return false;
        var candidate = new Candidate(address) { RetryAt = now, IsSeed = isSeed };
        Name(candidate, source);
        _candidates.Add(address, candidate);
        _perAddress[address.Address] = atAddress + 1;
        MakeReady(candidate);
        return true;
    }

    /// <summary>The address is in the book already.</summary>
    public bool Knows(IPEndPoint address) => _candidates.ContainsKey(Plain(address));

    /// <summary>True when somebody of these told of the address.</summary>
    public bool IsFrom(IPEndPoint address, params ReadOnlySpan<PeerSource> sources) =>
        _candidates.TryGetValue(Plain(address), out var candidate) && candidate.IsFrom(sources);

    /// <summary>Forgets every address that none of these told of: the torrent turned out to be private (BEP 27).</summary>
    public void KeepOnly(params ReadOnlySpan<PeerSource> sources)
    {
        foreach (var candidate in _candidates.Values.ToList())
            if (!candidate.IsFrom(sources)) Forget(candidate);
    }

    /// <summary>Nobody has to wait for his turn any more: the torrent goes on after a rest.</summary>
    public void RetryAllNow(TimeSpan now)
    {
        foreach (var candidate in _candidates.Values) RetryNow(candidate, now);
    }

    /// <summary>An address that turned out to be our own: never dialled again.</summary>
    public void AddOurselves(IPEndPoint address)
    {
        address = Plain(address);
        if (_ourselves.Count < MaxPerAddress * MaxPerAddress) _ourselves.Add(address);
        if (_candidates.TryGetValue(address, out var candidate)) Forget(candidate);
    }

    /// <summary>The next address to dial; it is out of the book's hands until its end is told. False: none for now.</summary>
    public bool TryNext(TimeSpan now, out IPEndPoint address)
    {
        while (_waiting.TryPeek(out var rested, out var until) && until <= now)
        {
            _waiting.Dequeue();
            rested.IsQueued = false;
            if (rested is { IsForgotten: false, IsOut: false }) MakeReady(rested);
        }

        List<Candidate>? seeds = null;
        address = null!;
        while (address is null && _ready.TryDequeue(out var candidate, out _))
        {
            candidate.IsQueued = false;
            if (candidate.IsForgotten || candidate.IsOut) continue;
            if (candidate.RetryAt > now) Rest(candidate, candidate.RetryAt);
            else if (AmSeed && candidate.IsSeed) (seeds ??= []).Add(candidate);
            else (candidate.IsOut, address) = (true, candidate.Address);
        }

        // They wait for the day we lack something again.
        seeds?.ForEach(candidate => Rest(candidate, now + RetryDelayMax));
        return address is not null;
    }

    /// <summary>Both handshakes are done; also for a peer that dialled us from an address we know.</summary>
    public void OnConnected(IPEndPoint address, TimeSpan now)
    {
        if (!_candidates.TryGetValue(Plain(address), out var candidate)) return;
        (candidate.IsOut, candidate.Failures, candidate.RetryAt) = (true, 0, now);
    }

    /// <summary>It could not be dialled, or no handshake came of it.</summary>
    public void OnFailed(IPEndPoint address, TimeSpan now)
    {
        if (!_candidates.TryGetValue(Plain(address), out var candidate)) return;
        candidate.IsOut = false;
        if (++candidate.Failures >= MaxFailures && candidate.Source != PeerSource.User)
        {
            Forget(candidate);
            return;
        }

        var (first, most) = candidate.Source == PeerSource.User ? (UserRetryDelay, UserRetryDelayMax) : (RetryDelay, RetryDelayMax);
        var delay = first * (1 << Math.Min(candidate.Failures - 1, 10));
        Rest(candidate, now + (delay < most ? delay : most));
    }

    /// <summary>The connection ended.</summary>
    /// <param name="address">Whose.</param>
    /// <param name="now">When.</param>
    /// <param name="isSeed">It has everything: of no use while we do too.</param>
    public void OnClosed(IPEndPoint address, TimeSpan now, bool isSeed = false)
    {
        if (!_candidates.TryGetValue(Plain(address), out var candidate)) return;
        (candidate.IsOut, candidate.IsSeed) = (false, isSeed);
        Rest(candidate, now + (candidate.Source == PeerSource.User ? UserRetryDelay : RedialDelay));
    }

    /// <summary>Refuses a liar, as <see cref="BanList"/> says.</summary>
    public void Ban(IPEndPoint address, PeerId? id = null)
    {
        _bans.Add(address, id);
        foreach (var candidate in _candidates.Values.Where(candidate => _bans.Contains(candidate.Address)).ToList()) Forget(candidate);
    }

    public bool IsBanned(IPEndPoint address, PeerId? id = null) => _bans.Contains(address, id);

    private void Name(Candidate candidate, PeerSource source)
    {
        var wasTold = candidate.IsToldByPeers;
        candidate.Add(source);
        _toldByPeers += (candidate.IsToldByPeers ? 1 : 0) - (wasTold ? 1 : 0);
    }

    private static IPEndPoint Plain(IPEndPoint address) =>
        address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;

    /// <summary>No port 0, no "any", no multicast, no broadcast.</summary>
    private static bool IsPossible(IPEndPoint address)
    {
        if (address.Port == 0 || address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any)) return false;
        if (address.Address.IsIPv6Multicast) return false;
        Span<byte> bytes = stackalloc byte[16];
        return !address.Address.TryWriteBytes(bytes, out var length) || length != 4 || bytes[0] is > 0 and < 224;
    }

    private void MakeReady(Candidate candidate)
    {
        if (candidate.IsQueued) return;
        candidate.IsQueued = true;
        var rank = priority?.Invoke(candidate.Address) is { } known ? uint.MaxValue - known : (uint)_dice.Next();
        _ready.Enqueue(candidate, (candidate.Failures, candidate.Source, rank));
    }

    private void RetryNow(Candidate candidate, TimeSpan now)
    {
        if (candidate.IsOut) return;
        (candidate.RetryAt, candidate.Failures, candidate.IsQueued) = (now, 0, false);
        MakeReady(candidate);
    }

    private void Rest(Candidate candidate, TimeSpan until)
    {
        candidate.RetryAt = until;
        if (candidate.IsQueued) return;
        candidate.IsQueued = true;
        _waiting.Enqueue(candidate, until);
    }

    private void Forget(Candidate candidate)
    {
        if (candidate.IsForgotten) return;
        candidate.IsForgotten = true;
        if (candidate.IsToldByPeers) _toldByPeers--;
        _candidates.Remove(candidate.Address);
        var address = candidate.Address.Address;
        if (--_perAddress[address] == 0) _perAddress.Remove(address);
    }

    private bool ForgetOneThatFailed()
    {
        Candidate? worst = null;
        foreach (var candidate in _candidates.Values)
        {
            if (candidate is { IsOut: false, Failures: > 0, Source: not PeerSource.User } && candidate.Failures > (worst?.Failures ?? 0)) worst = candidate;
        }

        if (worst is not null) Forget(worst);
        return worst is not null;
    }

    private sealed class Candidate(IPEndPoint address)
    {
        private uint _sources;

        public IPEndPoint Address => address;

        /// <summary>The most trusted of those who told of it.</summary>
        public PeerSource Source => (PeerSource)BitOperations.TrailingZeroCount(_sources);

        /// <summary>Nobody better than another peer told of it.</summary>
        public bool IsToldByPeers => _sources != 0 && Source == PeerSource.PeerExchange;
        public int Failures { get; set; }

        /// <summary>Being dialled, or connected.</summary>
        public bool IsOut { get; set; }
        public bool IsSeed { get; set; }

        /// <summary>It is in one of the two queues, once.</summary>
        public bool IsQueued { get; set; }
        public TimeSpan RetryAt { get; set; }
        public bool IsForgotten { get; set; }

        public void Add(PeerSource source) => _sources |= 1u << (int)source;

        public bool IsFrom(ReadOnlySpan<PeerSource> sources)
        {
            foreach (var source in sources)
                if ((_sources >> (int)source & 1) != 0) return true;
            return false;
        }
    }
}
