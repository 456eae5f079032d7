using Shoal.Core.Queueing;
using Shoal.Web.Documents;

namespace Shoal.Web.Settings;

/// <summary>When a daemon's seeds have given enough, unless a torrent says otherwise.</summary>
/// <param name="Ratio">Bytes sent for each byte of the content; absent: never.</param>
/// <param name="SeedingMinutes">Minutes spent seeding; absent: never.</param>
/// <param name="IdleMinutes">Minutes in which nobody took anything; absent: never.</param>
/// <param name="Then">What happens then: pause, remove (the files stay) or removeWithData. Default pause.</param>
public sealed record GoalSettings(double? Ratio = null, long? SeedingMinutes = null, long? IdleMinutes = null, string Then = "pause")
{
    internal GoalAction? Action => Then switch
    {
        "pause" => GoalAction.Pause,
        "remove" => GoalAction.Remove,
        "removeWithData" => GoalAction.RemoveWithData,
        _ => null,
    };

    internal string? Fault() => new GoalsDocument(Ratio, SeedingMinutes, IdleMinutes).Fault()
        ?? (Action is null ? "After its goals a seed may pause, remove or removeWithData." : null);

    internal SeedingGoals ToGoals() => new GoalsDocument(Ratio, SeedingMinutes, IdleMinutes).ToGoals();
}
