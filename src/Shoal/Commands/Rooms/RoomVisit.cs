using Shoal.Engine.Sessions;

namespace Shoal.Commands.Rooms;

/// <summary>A short stay: long enough to hear who is there and what they share.</summary>
internal static class RoomVisit
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>After somebody was found, and all catalogs are here: how long others may still come.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Until catalogs have come and nothing new did for a moment, and at most so long.</summary>
    public static async Task ListenAsync(Room room, TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        var (began, quietSince, seen) = (time.GetTimestamp(), time.GetTimestamp(), (Members: 0, Files: -1));
        while (time.GetElapsedTime(began) < atMost)
        {
            var now = room.Snapshot();
            var sees = (now.Members.Count, now.Members.Sum(member => member.FilesKnown));
            if (sees != seen) (seen, quietSince) = (sees, time.GetTimestamp());
            if (sees.Count > 0 && now.Members.All(member => member.IsCatalogWhole) && time.GetElapsedTime(quietSince) > Grace && time.GetElapsedTime(began) > 2 * Grace) return;
            await Task.Delay(LookPeriod, time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Joins, shares nothing, does something, leaves.</summary>
    public static async Task<int> RunAsync(RoomPlan plan, Func<Room, Task<int>> visit, CancellationToken cancel)
    {
        var engine = await ShoalEngine.StartAsync(plan.Engine, cancel: cancel).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var room = await RoomCommand.JoinAsync(engine, plan.Room, cancel).ConfigureAwait(false);
            await using (room.ConfigureAwait(false)) return await visit(room).ConfigureAwait(false);
        }
    }

    public static System.CommandLine.Option<double> Wait(double seconds) => new("--wait")
    {
        HelpName = "SECONDS",
        Description = $"How long to listen at most, 0.1 to 600. Default: {seconds:0}.",
        DefaultValueFactory = _ => seconds,
        Validators = { result => { if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is < 0.1 or > 600) result.AddError("'--wait': 0.1 to 600 seconds."); } },
    };
}
