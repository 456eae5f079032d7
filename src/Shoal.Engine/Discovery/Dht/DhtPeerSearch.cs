using Shoal.Core.Dht;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Discovery.Dht;

/// <summary>One swarm in the DHT: announced and looked for again and again. Its state belongs to the finder's gate.</summary>
internal sealed class DhtPeerSearch(DhtFinder finder, SwarmInterest swarm) : IPeerSearch
{
    /// <summary>Others forget an announce after half an hour or more.</summary>
    public static readonly TimeSpan AnnounceEvery = TimeSpan.FromMinutes(15);

    /// <summary>When peers are short, or few nodes took our announce: first this long, then twice as long each time.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(5);

    private TimeSpan _retry = FirstRetry;
    private TimeSpan _startedAt;
    private bool _asksNow;
    private bool _isThinlyKnown;

    public SwarmInterest Swarm => swarm;
    public bool IsDisposed { get; private set; }

    /// <summary>Searches of the nodes that run for it.</summary>
    public int Running { get; set; }

    public void AskNow() => Volatile.Write(ref _asksNow, true);

    public void Dispose() => finder.End(this);

    internal void MarkDisposed() => IsDisposed = true;

    /// <summary>True when it should begin anew; counts as begun then.</summary>
    internal bool TryBegin(TimeSpan now)
    {
        if (Running > 0) return false;
        var isFirst = _startedAt == TimeSpan.Zero;
        var isShort = Volatile.Read(ref _asksNow) || _isThinlyKnown;
        if (!isFirst && now - _startedAt < (isShort ? _retry : AnnounceEvery)) return false;
        if (!isFirst && isShort) _retry = _retry * 2 < LastRetry ? _retry * 2 : LastRetry;
        (_startedAt, _isThinlyKnown) = (now, false);
        Volatile.Write(ref _asksNow, false);
        return true;
    }

    /// <summary>A node's search is over.</summary>
    internal void OnEnded(SearchReport report)
    {
        Running--;
        // Few took the announce: the table was young. They would not be found by others yet.
        if (swarm.Port != 0 && report.Stored < DhtFinder.FewStored) _isThinlyKnown = true;
    }

    internal PeerSearchTerms Terms() => new(swarm.Port, IsSeed: swarm.IsSeed());

    internal IEnumerable<InfoHash> Names => swarm.Names;
}
