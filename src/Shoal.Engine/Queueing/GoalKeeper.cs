using Shoal.Core.Queueing;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Queueing;

/// <summary>Knows what every seed is to give, and what happens to those that gave it. The rule is <see cref="SeedingGoals.AreMet"/>.</summary>
internal sealed class GoalKeeper
{
    private volatile SeedingGoals _defaults = SeedingGoals.Unsaid;
    private volatile int _action;
    private Func<LiveTorrent, bool, Task> _remove = (_, _) => Task.CompletedTask;

    /// <summary>What counts for torrents that say nothing else.</summary>
    public SeedingGoals Defaults { get => _defaults; set => _defaults = value; }

    public GoalAction Action { get => (GoalAction)_action; set => _action = (int)value; }

    /// <param name="remove">Forgets a torrent, with its data or without.</param>
    public void RemoveBy(Func<LiveTorrent, bool, Task> remove) => _remove = remove;

    public bool AreMet(TorrentSnapshot torrent, SeedingClock clock) =>
        torrent.IsComplete && torrent.Goals.Over(Defaults).AreMet(torrent.Ratio, clock.Seeding, clock.Idle);

    /// <summary>Seeding time in steps worth writing down: minutes where a goal counts them, else a quarter of a day.</summary>
    public int StepOf(TimeSpan seeding, SeedingGoals goals) =>
        (int)(seeding / (goals.Over(Defaults).CountsTime ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(6)));

    /// <summary>Seeding time that may be lost when the torrent stops in good order: writing down thousands for a second of each would hold that up.</summary>
    public TimeSpan SlackOf(SeedingGoals goals) => goals.Over(Defaults).CountsTime ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1);

    /// <summary>On the turn of a torrent that has given enough.</summary>
    public void Conclude(LiveTorrent torrent)
    {
        if (Action == GoalAction.Pause) torrent.Rest();
        else _ = _remove(torrent, Action == GoalAction.RemoveWithData);
    }
}
