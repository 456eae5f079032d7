namespace Shoal.Tracker;

/// <summary>What the tracker did lately, a sample every two seconds for half an hour; and the interval that keeps its load in bounds.</summary>
internal sealed class LoadHistory : IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private const int SamplesMax = 900;

    /// <summary>Samples between two looks at the load.</summary>
    private const int GovernEvery = 15;

    private readonly TrackerDesk _desk;
    private readonly Func<TrackerSnapshot> _snapshot;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Queue<LoadSample> _samples = new();
    private TrackerSnapshot _last;
    private long _lastAt;
    private long _number;
    private double _announceRate;

    public LoadHistory(TrackerDesk desk, Func<TrackerSnapshot> snapshot)
    {
        (_desk, _snapshot, _last, _lastAt) = (desk, snapshot, snapshot(), desk.Time.GetTimestamp());
        _timer = desk.Time.CreateTimer(_ => Sample(), null, Period, Period);
    }

    /// <summary>Samples after a number; the last one has the number returned.</summary>
    public (long Number, IReadOnlyList<LoadSample> Samples) Since(long number)
    {
        lock (_gate)
        {
            var wanted = (int)Math.Clamp(_number - number, 0, _samples.Count);
            return (_number, [.. _samples.Skip(_samples.Count - wanted)]);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        var now = _snapshot();
        lock (_gate)
        {
            var at = _desk.Time.GetTimestamp();
            var seconds = Math.Max(0.001, _desk.Time.GetElapsedTime(_lastAt, at).TotalSeconds);
            var sample = new LoadSample(
                now.Swarms, now.Peers, (now.Announces - _last.Announces) / seconds, (now.Scrapes - _last.Scrapes) / seconds,
                (now.Connects - _last.Connects) / seconds, (now.Forbidden + now.WrongIds + now.Refused - _last.Forbidden - _last.WrongIds - _last.Refused) / seconds);
            (_last, _lastAt) = (now, at);
            _samples.Enqueue(sample);
            if (_samples.Count > SamplesMax) _samples.Dequeue();
            _number++;
            _announceRate += (sample.Announces - _announceRate) / GovernEvery;
            if (_number % GovernEvery == 0) Govern();
        }
    }

    // Clients come back once an interval, so the rate falls as the interval grows.
    private void Govern()
    {
        var options = _desk.Options;
        if (options.TargetAnnounceRate == 0)
        {
            _desk.Interval = options.Interval;
            return;
        }

        var wished = _desk.Interval * Math.Clamp(_announceRate / options.TargetAnnounceRate, 0.5, 2);
        _desk.Interval = wished < options.Interval ? options.Interval : wished > options.IntervalMax ? options.IntervalMax : wished;
    }
}
