namespace Shoal.Core.Queueing;

/// <summary>Some hours of some days of the week, by the clock on the wall.</summary>
/// <remarks>
/// It only answers whether a moment lies inside. So nothing goes wrong where a clock is put forward or back: an hour that does not exist is
/// not asked for, and one that comes twice gets the same answer twice.
/// </remarks>
/// <param name="days">The days on which it begins.</param>
/// <param name="from">When it begins.</param>
/// <param name="to">When it ends; on the next day when that is not later than <paramref name="from"/>. Both the same: 24 hours.</param>
public sealed class WeeklySchedule(IReadOnlyCollection<DayOfWeek> days, TimeOnly from, TimeOnly to)
{
    private readonly HashSet<DayOfWeek> _days = [.. days];

    /// <param name="local">The time on the wall.</param>
    public bool Includes(DateTime local)
    {
        var (day, time) = (local.DayOfWeek, TimeOnly.FromDateTime(local));
        if (from < to) return _days.Contains(day) && time >= from && time < to;
        return time >= from ? _days.Contains(day) : time < to && _days.Contains(local.AddDays(-1).DayOfWeek);
    }
}
