namespace Shoal.Web.Settings;

/// <summary>Speed limits that take the place of the usual ones, by the clock or by hand.</summary>
/// <param name="DownLimit">Payload bytes a second, all torrents together; 0 is no limit.</param>
/// <param name="UpLimit">The same for sending.</param>
/// <param name="ByHand">True or false: switched by hand, until the schedule's next change where there is one. Absent: as the schedule says.</param>
/// <param name="Schedule">When they count by themselves; absent: never.</param>
public sealed record AlternativeSettings(long DownLimit = 0, long UpLimit = 0, bool? ByHand = null, ScheduleSettings? Schedule = null)
{
    internal string? Fault() => DownLimit < 0 || UpLimit < 0 ? "A limit is a number of bytes a second, or 0 for none." : Schedule?.Fault();
}
