using System.Net;
using Shoal.Core.Extensions;

namespace Shoal.Core.LocalDiscovery;

/// <summary>When one swarm is announced on the local network (BEP 14): a burst, a slow beat, and an answer to who is new.</summary>
/// <param name="rhythm">How often.</param>
/// <param name="jitter">0 to 1, at random: those who answer one newcomer do not all speak at once.</param>
public sealed class AnnounceTimetable(AnnounceRhythm rhythm, double jitter = 0)
{
    /// <summary>Peers remembered as heard; the oldest goes for the newest.</summary>
    public const int MaxHeard = 512;

    /// <summary>Most time an answer waits.</summary>
    public static readonly TimeSpan AnswerDelayMax = TimeSpan.FromMilliseconds(200);

    /// <summary>Least time between an announce and an answer: one that was just made has been heard by the newcomer.</summary>
    public static readonly TimeSpan AnswerGap = TimeSpan.FromSeconds(1);

    /// <summary>A peer is told again to whoever looks for it when it was heard this much later.</summary>
    public static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(IPEndPoint Peer, string Cookie), TimeSpan> _heard = [];
    private readonly Queue<(IPEndPoint Peer, string Cookie)> _order = new();
    private readonly RequestBudget _answers = new(rhythm.AnswersPerMinute, rhythm.AnswersPerMinute / 60.0);
    private TimeSpan _startedAt;
    private TimeSpan? _sentAt;
    private int _burst;

    /// <summary>When to announce next; the end of time before <see cref="Start"/>.</summary>
    public TimeSpan DueAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Begins the burst; also when a new network came up, whose people have heard nothing.</summary>
    public void Start(TimeSpan now)
    {
        (_startedAt, _burst) = (now, 0);
        DueAt = now + rhythm.Burst[0];
    }

    /// <summary>An announce went out.</summary>
    public void OnSent(TimeSpan now)
    {
        _sentAt = now;
        while (_burst < rhythm.Burst.Count && _startedAt + rhythm.Burst[_burst] <= now) _burst++;
        DueAt = _burst < rhythm.Burst.Count ? _startedAt + rhythm.Burst[_burst] : now + rhythm.Interval;
    }

    /// <summary>Peers are short.</summary>
    public void AskNow(TimeSpan now)
    {
        if (_sentAt is { } sent) BringForward(Later(now, sent + rhythm.AskAgainAfter));
    }

    /// <summary>Somebody announced this swarm.</summary>
    /// <param name="peer">Where it can be dialled.</param>
    /// <param name="cookie">Tells one run of a program from the next at the same address.</param>
    /// <param name="now">When.</param>
    /// <returns>True when it is worth telling: it is new, or was not heard for a while.</returns>
    public bool Hear(IPEndPoint peer, string cookie, TimeSpan now)
    {
        if (_heard.TryGetValue((peer, cookie), out var before))
        {
            if (now - before < RepeatAfter) return false;
            _heard[(peer, cookie)] = now;
            return true;
        }

        if (_heard.Count == MaxHeard) _heard.Remove(_order.Dequeue());
        _heard.Add((peer, cookie), now);
        _order.Enqueue((peer, cookie));
        Answer(now);
        return true;
    }

    private void Answer(TimeSpan now)
    {
        if (_sentAt is not { } sent || !_answers.TrySpend(now)) return;   // the burst's first announce is the answer
        BringForward(Later(now + AnswerDelayMax * jitter, sent + AnswerGap));
    }

    private void BringForward(TimeSpan at)
    {
        if (at < DueAt) DueAt = at;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
