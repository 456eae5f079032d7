using System.Net;

namespace Shoal.Core.Torrents;

/// <summary>Whom one torrent may dial: addresses heard of, when to try them again, and whom never.</summary>
/// <remarks>
/// An address is in one of three states: waiting for its turn, dialled or connected (<see cref="TryNext"/> handed it out), or forgotten.
/// Whoever takes an address from <see cref="TryNext"/> tells its end with <see cref="OnFailed"/> or <see cref="OnClosed"/>. Whether an
/// address learnt from strangers may be dialled at all (private ranges, filters) is judged before it comes here.
/// </remarks>
/// <param name="seed">Decides among equals.</param>
/// <param name="priority">BEP 40: higher is dialled first among equals; null: by chance.</param>
public sealed class PeerBook(ulong seed, Func<IPEndPoint, uint>? priority = null)
{
    /// <summary>Most addresses remembered; a full book forgets one that failed, or refuses the newcomer.</summary>
    public const int MaxCandidates = 3_000;

    /// <summary>Most ports remembered of one address; loopback, where tests live, has no such bound.</summary>
    public const int MaxPerAddress = 8;

    /// <summary>Most addresses banned; the oldest ban ends for the newest.</summary>
    public const int MaxBans = 4_096;

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
    private readonly HashSet<IPAddress> _banned = [];
    private readonly Queue<IPAddress> _bans = new();

    /// <summary>Addresses remembered, those connected included.</summary>
    public int Count => _candidates.Count;

    /// <summary>Everything is here: peers known to be seeds are not dialled.</summary>
    public bool AmSeed { get; set; }

    /// <summary>Takes an address in; false when it is known, banned, impossible, ourselves, or there is no room.</summary>
    public bool Add(IPEndPoint address, PeerSource source, TimeSpan now)
    {
        address = Plain(address);
        if (!IsPossible(address) || _ourselves.Contains(address) || _banned.Contains(address.Address)) return false;
        if (_candidates.TryGetValue(address, out var known))
        {
            if (source < known.Source) known.Source = source;
            if (source == PeerSource.User) RetryNow(known, now);
            return false;
        }

        var atAddress = _perAddress.GetValueOrDefault(address.Address);
        if (source != PeerSource.User && atAddress >= MaxPerAddress && !IPAddress.IsLoopback(address.Address)) return false;
        if (_candidates.Count >= MaxCandidates && !ForgetOneThatFailed()) return false;
        var candidate = new Candidate(address) { Source = source, RetryAt = now };
        _candidates.Add(address, candidate);
        _perAddress[address.Address] = atAddress + 1;
        MakeReady(candidate);
        return true;
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

    /// <summary>Refuses the address, whatever its port.</summary>
    public void Ban(IPAddress address)
    {
        address = Plain(address);
        if (!_banned.Add(address)) return;
        _bans.Enqueue(address);
        if (_bans.Count > MaxBans) _banned.Remove(_bans.Dequeue());
        foreach (var candidate in _candidates.Values.Where(candidate => candidate.Address.Address.Equals(address)).ToList()) Forget(candidate);
    }

    public bool IsBanned(IPAddress address) => _banned.Contains(Plain(address));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

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
        var rank = priority is null ? (uint)_dice.Next() : uint.MaxValue - priority(candidate.Address);
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
        public IPEndPoint Address => address;
        public PeerSource Source { get; set; }
        public int Failures { get; set; }

        /// <summary>Being dialled, or connected.</summary>
        public bool IsOut { get; set; }
        public bool IsSeed { get; set; }

        /// <summary>It is in one of the two queues, once.</summary>
        public bool IsQueued { get; set; }
        public TimeSpan RetryAt { get; set; }
        public bool IsForgotten { get; set; }
    }
}
