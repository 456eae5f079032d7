using System.Globalization;
using Shoal.Core.Queueing;

namespace Shoal.Web.Settings;

/// <summary>Some hours of some days of the week, by the clock on the wall.</summary>
/// <param name="Days">monday to sunday: the days on which it begins.</param>
/// <param name="From">When it begins, such as "22:00".</param>
/// <param name="To">When it ends, such as "07:00"; on the next day when that is not later. The same as <paramref name="From"/>: a whole day.</param>
public sealed record ScheduleSettings(IReadOnlyList<string> Days, string From, string To)
{
    internal string? Fault()
    {
        if (!TryTime(From, out _) || !TryTime(To, out _)) return "A time of day is hours and minutes, such as 22:00.";
        return Days.All(day => TryDay(day, out _)) ? null : "A day is monday, tuesday and so on.";
    }

    internal WeeklySchedule ToSchedule() => new(
        [.. Days.Select(day => TryDay(day, out var parsed) ? parsed : throw new InvalidOperationException("Ask Fault first."))], Time(From), Time(To));

    private static TimeOnly Time(string text) => TryTime(text, out var time) ? time : throw new InvalidOperationException("Ask Fault first.");

    private static bool TryTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static bool TryDay(string text, out DayOfWeek day) => Enum.TryParse(text, ignoreCase: true, out day) && Enum.IsDefined(day) && !char.IsDigit(text[0]);
}
