using Shoal.Core.Queueing;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Sessions;

/// <summary>The queue of an engine's torrents, and what seeds are to give. Safe to use from any thread; nothing here waits.</summary>
public sealed class TorrentQueue
{
    private readonly EngineServices _services;

    internal TorrentQueue(EngineServices services)
    {
        _services = services;
        SetGoals(services.Options.Goals, services.Options.GoalAction);
    }

    /// <summary>How many torrents may be active at once. A change counts at once.</summary>
    public QueueOptions Options { get => _services.Queue.Options; set => _services.Queue.Options = value; }

    /// <summary>When seeds have given enough, unless a torrent says otherwise.</summary>
    public SeedingGoals Goals => _services.Goals.Defaults;

    /// <summary>What then happens.</summary>
    public GoalAction GoalAction => _services.Goals.Action;

    /// <summary>Changes what seeds are to give; counts within seconds, for those that rest already not at all.</summary>
    public void SetGoals(SeedingGoals defaults, GoalAction action) => (_services.Goals.Defaults, _services.Goals.Action) = (defaults, action);

    /// <summary>Moves torrents in the queue: downloads among downloads, seeds among seeds.</summary>
    public void Move(IReadOnlyCollection<Torrent> torrents, QueueMove move) => _services.Queue.Move(torrents, move);
}
