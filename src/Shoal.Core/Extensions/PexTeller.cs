using System.Net;

namespace Shoal.Core.Extensions;

/// <summary>What one peer is told of the others, and when: what changed since the last message, once a minute at most (BEP 11).</summary>
/// <param name="listener">Where the peer itself can be dialled, as far as is known: it need not hear of itself.</param>
/// <param name="knownSince">When it said that it speaks ut_pex.</param>
public sealed class PexTeller(IPEndPoint? listener, TimeSpan knownSince)
{
    /// <summary>Between two messages.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Before the first: a newcomer soon has somebody to dial, and several that come at once are told together.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    /// <summary>Peers that one peer is kept told of; beyond these nobody needs more.</summary>
    public const int MaxTold = 200;

    private readonly HashSet<IPEndPoint> _told = [];
    private TimeSpan _dueAt = knownSince + FirstDelay;

    /// <summary>The interval has passed; whether there is anything to tell, <see cref="TryTell"/> finds out.</summary>
    public bool IsDue(TimeSpan now) => now >= _dueAt;

    /// <summary>The message to send now; false when it is too early or nothing changed.</summary>
    /// <param name="here">Who may be told of.</param>
    /// <param name="fits">False for an address that is of no use where the peer is.</param>
    /// <param name="now">When.</param>
    /// <param name="message">At most <see cref="PexMessage.MaxWritten"/> newcomers and as many that left.</param>
    public bool TryTell(PexRoster here, Func<IPEndPoint, bool> fits, TimeSpan now, out PexMessage message)
    {
        message = null!;
        if (!IsDue(now)) return false;
        var dropped = _told.Where(address => !here.Contains(address)).Take(PexMessage.MaxWritten).ToList();
        _told.ExceptWith(dropped);
        var added = Newcomers(here, fits);
        if (added.Count == 0 && dropped.Count == 0) return false;
        _dueAt = now + Interval;
        message = new PexMessage { Added = added, Dropped = dropped };
        return true;
    }

    private List<PexPeer> Newcomers(PexRoster here, Func<IPEndPoint, bool> fits)
    {
        var added = new List<PexPeer>();
        foreach (var peer in here.Peers)
        {
            if (added.Count == PexMessage.MaxWritten || _told.Count == MaxTold) break;
            if (peer.Address.Equals(listener) || !fits(peer.Address) || !_told.Add(peer.Address)) continue;
            added.Add(peer);
        }

        return added;
    }
}
