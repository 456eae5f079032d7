using Shoal.Engine.Sessions;

namespace Shoal.Web.Settings;

/// <summary>Makes an engine do what the settings say: at the start, at every change, and when the clock says so.</summary>
internal sealed class SettingsKeeper : IAsyncDisposable
{
    /// <summary>How often the clock is looked at while a schedule counts.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(15);

    private readonly SettingsStore _store;
    private readonly ShoalEngine _engine;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private bool? _wasScheduled;

    public SettingsKeeper(SettingsStore store, ShoalEngine engine, TimeProvider time)
    {
        (_store, _engine, _time) = (store, engine, time);
        _timer = time.CreateTimer(_ => LookAtClock(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Apply();
    }

    /// <summary>The settings in force, with everything said.</summary>
    public DaemonSettings Now => _store.Now.Complete();

    /// <summary>The alternative limits count now.</summary>
    public bool IsAlternative => _store.Now.Alternative is { } alternative && (alternative.ByHand ?? IsScheduled(alternative));

    /// <summary>Keeps new settings, and does what they say at once.</summary>
    public void Change(DaemonSettings settings)
    {
        lock (_gate)
        {
            _store.Change(settings);
            Apply();
        }
    }

    /// <summary>Options for an engine that is about to start: torrents that have to wait must not run even for a moment.</summary>
    public static EngineOptions ApplyTo(EngineOptions options, DaemonSettings settings)
    {
        var all = settings.Complete();
        return options with { Queue = all.Queue!.ToOptions(), Goals = all.Goals!.ToGoals(), GoalAction = all.Goals.Action!.Value };
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Apply()
    {
        lock (_gate)
        {
            var now = Now;
            var isAlternative = IsAlternative;
            _wasScheduled = IsScheduled(now.Alternative!);
            _engine.SetLimits(isAlternative ? now.Alternative!.DownLimit : now.DownLimit, isAlternative ? now.Alternative!.UpLimit : now.UpLimit);
            _engine.Queue.Options = now.Queue!.ToOptions();
            _engine.Queue.SetGoals(now.Goals!.ToGoals(), now.Goals.Action!.Value);
            var period = now.Alternative!.Schedule is null ? Timeout.InfiniteTimeSpan : LookPeriod;
            _timer.Change(period, period);
        }
    }

    // What was switched by hand counts until the schedule would switch.
    private void LookAtClock()
    {
        lock (_gate)
        {
            if (_store.Now.Alternative is not { } alternative || IsScheduled(alternative) == _wasScheduled) return;
            if (alternative.ByHand is null) Apply();
            else Change(_store.Now with { Alternative = alternative with { ByHand = null } });
        }
    }

    private bool IsScheduled(AlternativeSettings alternative) => alternative.Schedule?.ToSchedule().Includes(_time.GetLocalNow().DateTime) ?? false;
}
