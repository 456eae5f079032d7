namespace Shoal.Tracker;

/// <summary>Reads the lists again when one of them has changed: looks at their times and sizes every second, so it works on every file system.</summary>
internal sealed class RuleWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly TrackerDesk _desk;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private string _seen;

    public RuleWatch(TrackerDesk desk, TimeProvider time)
    {
        _desk = desk;
        _seen = Stamp();
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var stamp = Stamp();
            if (stamp == _seen) return;
            _seen = stamp;
            _desk.ReadRules();
        }
    }

    private string Stamp() => string.Join('|', RuleFiles.Of(_desk.Options).Select(path =>
        new FileInfo(path) is { Exists: true } file ? FormattableString.Invariant($"{path} {file.LastWriteTimeUtc.Ticks} {file.Length}") : path));
}
