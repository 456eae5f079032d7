namespace Shoal.Core.Torrents;

/// <summary>Who may download from us.</summary>
/// <remarks>
/// While we download, slots go to those that send us most, and one to somebody by turns, who may prove worth it (BEP 3). While we
/// seed, see <see cref="SeedChoking"/>. A free slot never waits for the next deal: whoever is interested gets it at once.
/// </remarks>
internal sealed class Choker(TorrentOptions options, PeerTable peers, Dice dice)
{
    /// <summary>A peer must be this much better to take the slot of one that has it: else two equals would swap for ever.</summary>
    private const double Incumbent = 1.1;

    /// <summary>In a round of seeding, a peer keeps its slot until it got this much and held it for <see cref="RoundTime"/>.</summary>
    private const long RoundBytes = 16 << 20;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMinutes(1);

    /// <summary>A round of a slow peer ends here whatever it got.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(3);

    private static readonly Comparison<TorrentPeer> BestFirst = (a, b) =>
    {
        var order = b.ChokeScore.CompareTo(a.ChokeScore);
        if (order == 0) order = a.UnchokedAt.CompareTo(b.UnchokedAt);
        return order != 0 ? order : a.Handle.Value.CompareTo(b.Handle.Value);
    };

    private readonly List<TorrentPeer> _candidates = [];
    private TimeSpan _nextDeal = TimeSpan.MinValue;
    private TimeSpan _nextOptimistic = TimeSpan.MinValue;
    private TorrentPeer? _optimistic;

    public int Unchoked { get; private set; }

    public void OnTick(bool isSeeding, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (_nextDeal == TimeSpan.MinValue) (_nextDeal, _nextOptimistic) = (now + options.ChokeInterval, now + options.OptimisticInterval);
        if (now >= _nextDeal)
        {
            _nextDeal = now + options.ChokeInterval;
            Deal(isSeeding, now, outputs);
        }

        FillFreeSlots(now, outputs);
    }

    /// <summary>The peer's wishes changed.</summary>
    public void OnWishes(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (peer.WantsBlocks)
        {
            if (peer.AmChoking && Unchoked < options.UploadSlots) Unchoke(peer, now, outputs);
            return;
        }

        if (peer.AmChoking) return;
        Choke(peer, outputs);
        FillFreeSlots(now, outputs);
    }

    public void OnLeft(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (_optimistic == peer) _optimistic = null;
        if (peer.AmChoking) return;
        Unchoked--;
        FillFreeSlots(now, outputs);
    }

    private void FillFreeSlots(TimeSpan now, List<TorrentOutput> outputs)
    {
        while (Unchoked < options.UploadSlots && LongestWaiting() is { } next) Unchoke(next, now, outputs);
    }

    private void Deal(bool isSeeding, TimeSpan now, List<TorrentOutput> outputs)
    {
        _candidates.Clear();
        foreach (var peer in peers)
        {
            if (!peer.WantsBlocks) continue;
            peer.ChokeScore = isSeeding ? SeedScore(peer, now) : TradeScore(peer, now);
            _candidates.Add(peer);
        }

        if (_candidates.Count <= options.UploadSlots) return;
        _candidates.Sort(BestFirst);
        var regular = Math.Max(1, options.UploadSlots - 1);
        ChooseOptimistic(regular, now);
        var slots = options.UploadSlots;
        // Chokes first: whoever watches us never sees more slots than there are.
        for (var i = 0; i < _candidates.Count; i++)
        {
            if (!IsChosen(i, regular, slots) && !_candidates[i].AmChoking) Choke(_candidates[i], outputs);
        }

        for (var i = 0; i < _candidates.Count; i++)
        {
            if (IsChosen(i, regular, slots) && _candidates[i].AmChoking) Unchoke(_candidates[i], now, outputs);
        }
    }

    private bool IsChosen(int rank, int regular, int slots) => rank < regular || (slots > regular && _candidates[rank] == _optimistic);

    /// <summary>Keeps the optimistic peer through its interval, unless it earned a slot of its own; then the turn is the next one's.</summary>
    private void ChooseOptimistic(int regular, TimeSpan now)
    {
        var rank = _optimistic is null ? -1 : _candidates.IndexOf(_optimistic);
        if (rank >= regular && now < _nextOptimistic) return;
        _nextOptimistic = now + options.OptimisticInterval;
        var (best, ties) = ((TorrentPeer?)null, 0);
        for (var i = regular; i < _candidates.Count; i++)
        {
            var peer = _candidates[i];
            if (best is not null && peer.OptimisticAt > best.OptimisticAt) continue;
            ties = best is null || peer.OptimisticAt < best.OptimisticAt ? 1 : ties + 1;
            if (ties == 1 || dice.Below(ties) == 0) best = peer;
        }

        _optimistic = best;
        if (best is not null) best.OptimisticAt = now;
    }

    private double TradeScore(TorrentPeer peer, TimeSpan now)
    {
        if (IsFresh(peer, now)) return double.MaxValue;
        if (peer.IsSnubbed) return 0;
        return peer.Download.Rate * (peer.AmChoking || peer == _optimistic ? 1 : Incumbent);
    }

    private double SeedScore(TorrentPeer peer, TimeSpan now)
    {
        if (IsFresh(peer, now)) return double.MaxValue;
        if (options.SeedChoking == SeedChoking.Fastest) return peer.Upload.Rate * (peer.AmChoking ? 1 : Incumbent);
        if (peer.AmChoking) return 1; // and among equals, who waits longest
        var held = now - peer.UnchokedAt;
        var isDone = held >= LongestRound || (held >= RoundTime && peer.SentSinceUnchoke >= RoundBytes);
        return isDone ? 0 : 2;
    }

    /// <summary>It got its slot between deals: it keeps it through this one.</summary>
    private bool IsFresh(TorrentPeer peer, TimeSpan now) => !peer.AmChoking && now - peer.UnchokedAt < options.ChokeInterval / 2;

    private TorrentPeer? LongestWaiting()
    {
        TorrentPeer? best = null;
        foreach (var peer in peers)
        {
            if (peer.WantsBlocks && peer.AmChoking && (best is null || WaitsLonger(peer, best))) best = peer;
        }

        return best;
    }

    private static bool WaitsLonger(TorrentPeer a, TorrentPeer b) =>
        a.UnchokedAt != b.UnchokedAt ? a.UnchokedAt < b.UnchokedAt : a.Handle.Value < b.Handle.Value;

    private void Unchoke(TorrentPeer peer, TimeSpan now, List<TorrentOutput> outputs)
    {
        (peer.AmChoking, peer.UnchokedAt, peer.SentSinceUnchoke) = (false, now, 0);
        Unchoked++;
        outputs.Add(TorrentOutput.SendUnchoke(peer.Handle));
    }

    private void Choke(TorrentPeer peer, List<TorrentOutput> outputs)
    {
        peer.AmChoking = true;
        Unchoked--;
        outputs.Add(TorrentOutput.SendChoke(peer.Handle));
    }
}
