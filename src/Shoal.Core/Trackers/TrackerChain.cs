namespace Shoal.Core.Trackers;

/// <summary>Trackers of which one is enough, in the order they are tried (BEP 12), and when the next announce is due. Pure.</summary>
/// <remarks>
/// A chain is one tier; in a private torrent it is all of them, since BEP 27 wants one tracker at a time. Each announce starts at the
/// front and goes on until one answers; that one moves to the front of its tier. When none does, the chain rests.
/// </remarks>
public sealed class TrackerChain
{
    /// <summary>Rest after the first round without an answer; each further one doubles it, to at most <see cref="BackoffMax"/>.</summary>
    public static readonly TimeSpan BackoffMin = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan BackoffMax = TimeSpan.FromMinutes(30);

    /// <summary>Bounds of an interval as we follow it, and what we take when a tracker says none.</summary>
    public static readonly TimeSpan IntervalMin = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan IntervalMax = TimeSpan.FromHours(24);
    public static readonly TimeSpan IntervalDefault = TimeSpan.FromMinutes(30);

    /// <summary>Least time between announces when a tracker names none.</summary>
    public static readonly TimeSpan MinIntervalDefault = TimeSpan.FromMinutes(1);

    private const int MaxDoublings = 7;

    private readonly List<TrackerEntry> _trackers;
    private readonly Random _random;
    private int _next;
    private int _failedRounds;
    private bool _isAsking;
    private bool _isHurried;
    private TimeSpan _dueAt = TimeSpan.Zero;
    private TimeSpan _answeredAt;
    private TimeSpan _least;
    private int _hurries;

    /// <param name="trackers">Tier by tier; shuffled here within each tier.</param>
    /// <param name="random">For the shuffle and for jitter.</param>
    public TrackerChain(IEnumerable<TrackerEntry> trackers, Random random)
    {
        _random = random;
        _trackers = [.. trackers.OrderBy(t => t.Tier).ThenBy(_ => random.Next())];
    }

    /// <summary>In the order they will be tried.</summary>
    public IReadOnlyList<TrackerEntry> Trackers => _trackers;

    /// <summary>When something is to be announced; null while an announce is on its way, or when nobody is left to ask.</summary>
    public TimeSpan? DueAt => _isAsking || _trackers.TrueForAll(t => t.IsDead) ? null : _dueAt;

    /// <summary>Forgets who knows us, so that everything starts over; due at once.</summary>
    public void Start(TimeSpan now)
    {
        (_next, _failedRounds, _isAsking, _dueAt) = (0, 0, false, now);
        (_answeredAt, _least, _hurries) = (now, TimeSpan.Zero, 0);
        foreach (var tracker in _trackers) (tracker.KnowsUs, tracker.OwesCompleted, tracker.NotBefore) = (false, false, TimeSpan.MinValue);
    }

    /// <summary>Every tracker has to hear "completed" once; due at once when one knows us.</summary>
    public void Complete(TimeSpan now)
    {
        foreach (var tracker in _trackers) tracker.OwesCompleted = true;
        if (_trackers.Exists(t => t.KnowsUs)) _dueAt = Earlier(_dueAt, now);
    }

    /// <summary>Brings the next announce forward, as far as the tracker's minimum interval allows. A resting chain goes on resting.</summary>
    /// <remarks>Each time this helps, the next one has to wait twice as long: a torrent nobody has must not ask every minute for ever.</remarks>
    public void AskNow(TimeSpan now)
    {
        if (_failedRounds > 0 || _isAsking) return;
        var from = _answeredAt + _least * (1 << _hurries);
        if (from < now) from = now;
        if (from >= _dueAt) return;
        _dueAt = from;
        _isHurried = true;
    }

    /// <summary>True when an announce is due: the caller makes it and says how it went.</summary>
    public bool TryBegin(TimeSpan now, out TrackerEntry tracker, out AnnounceEvent announced)
    {
        (tracker, announced) = (null!, default);
        if (DueAt is not { } due || due > now) return false;
        while (_next < _trackers.Count && !MayAsk(_trackers[_next], now)) _next++;
        if (_next == _trackers.Count)
        {
            EndRound(now);
            return false;
        }

        _isAsking = true;
        tracker = _trackers[_next];
        announced = tracker.NextEvent;
        return true;
    }

    /// <summary>The tracker answered.</summary>
    public void Succeeded(TrackerEntry tracker, AnnounceEvent announced, TimeSpan now, TimeSpan interval, TimeSpan? minInterval)
    {
        tracker.KnowsUs = true;
        // "started" with nothing left says all that "completed" would, except that the tracker counts a download: it must hear both.
        if (announced == AnnounceEvent.Completed) tracker.OwesCompleted = false;
        var least = minInterval ?? MinIntervalDefault;
        var wait = interval <= TimeSpan.Zero ? IntervalDefault : interval;
        wait = Clamp(wait > least || minInterval is null ? wait : least, IntervalMin, IntervalMax);
        if (least > wait) least = wait;
        tracker.NotBefore = now + least;
        (_answeredAt, _least) = (now, least);
        if (_isHurried) _hurries = Math.Min(_hurries + 1, MaxDoublings);
        _isHurried = false;
        (_next, _failedRounds, _isAsking) = (0, 0, false);
        _dueAt = tracker.NextEvent == AnnounceEvent.None ? now + wait : now;
        MoveToFrontOfTier(tracker);
    }

    /// <summary>No answer, or a refusal: the next one is due at once; after the last one the chain rests.</summary>
    /// <param name="tracker">Who failed.</param>
    /// <param name="now">The time.</param>
    /// <param name="retryIn">What a refusal said (BEP 31); infinite for never.</param>
    public void Failed(TrackerEntry tracker, TimeSpan now, TimeSpan? retryIn = null)
    {
        if (retryIn == Timeout.InfiniteTimeSpan) tracker.IsDead = true;
        else if (retryIn is { } wait) tracker.NotBefore = now + Clamp(wait, TimeSpan.Zero, IntervalMax);
        _isAsking = false;
        _dueAt = now;
        if (++_next >= _trackers.Count) EndRound(now);
    }

    // A minimum interval holds back only regular announces: who owes an event may speak.
    private static bool MayAsk(TrackerEntry tracker, TimeSpan now) =>
        !tracker.IsDead && (tracker.NotBefore <= now || (tracker.KnowsUs && tracker.NextEvent != AnnounceEvent.None));

    private void EndRound(TimeSpan now)
    {
        var rest = BackoffMin * (1 << Math.Min(_failedRounds, MaxDoublings));
        if (rest > BackoffMax) rest = BackoffMax;
        _failedRounds++;
        _next = 0;
        _dueAt = now + rest * (0.8 + 0.4 * _random.NextDouble());
    }

    private void MoveToFrontOfTier(TrackerEntry tracker)
    {
        _trackers.Remove(tracker);
        _trackers.Insert(_trackers.FindIndex(t => t.Tier >= tracker.Tier) is >= 0 and var front ? front : _trackers.Count, tracker);
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
    private static TimeSpan Clamp(TimeSpan value, TimeSpan min, TimeSpan max) => value < min ? min : value > max ? max : value;
}
