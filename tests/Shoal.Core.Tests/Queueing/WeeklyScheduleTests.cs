using System.Globalization;
using Shoal.Core.Queueing;

namespace Shoal.Core.Tests.Queueing;

public class WeeklyScheduleTests
{
    // 2026-11-20 is a Friday.
    [Theory]
    [InlineData("09:00", "17:00", "2026-11-20 08:59:59", false)]
    [InlineData("09:00", "17:00", "2026-11-20 09:00", true)]
    [InlineData("09:00", "17:00", "2026-11-20 16:59:59", true)]
    [InlineData("09:00", "17:00", "2026-11-20 17:00", false)]
    [InlineData("09:00", "17:00", "2026-11-21 12:00", false)]
    [InlineData("22:00", "07:00", "2026-11-20 06:00", false)]   // of Thursday's night
    [InlineData("22:00", "07:00", "2026-11-20 22:00", true)]
    [InlineData("22:00", "07:00", "2026-11-21 06:59", true)]    // Friday's night goes on
    [InlineData("22:00", "07:00", "2026-11-21 07:00", false)]
    [InlineData("22:00", "07:00", "2026-11-21 23:00", false)]
    [InlineData("00:00", "00:00", "2026-11-20 00:00", true)]
    [InlineData("00:00", "00:00", "2026-11-20 23:59", true)]
    [InlineData("00:00", "00:00", "2026-11-21 00:00", false)]
    [InlineData("12:00", "12:00", "2026-11-21 11:59", true)]
    [InlineData("12:00", "12:00", "2026-11-20 11:59", false)]
    public void Fridays_hours_begin_on_Friday_and_may_end_on_Saturday(string from, string to, string local, bool isInside)
    {
        var schedule = new WeeklySchedule([DayOfWeek.Friday], Time(from), Time(to));

        Assert.Equal(isInside, schedule.Includes(DateTime.Parse(local, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void It_switches_on_and_off_once_a_day_even_when_clocks_are_put_forward_and_back()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var schedule = new WeeklySchedule([.. Enum.GetValues<DayOfWeek>()], new TimeOnly(1, 30), new TimeOnly(4, 0));
        foreach (var (day, hours) in new[] { ("2026-03-29", 1.5), ("2026-10-25", 3.5), ("2026-11-20", 2.5) })
        {
            var midnight = TimeZoneInfo.ConvertTimeToUtc(DateTime.Parse(day, CultureInfo.InvariantCulture), zone);
            var inside = Enumerable.Range(0, 23 * 60).Select(minute => schedule.Includes(TimeZoneInfo.ConvertTimeFromUtc(midnight.AddMinutes(minute), zone))).ToList();

            Assert.Equal(hours * 60, inside.Count(isInside => isInside));
            Assert.Equal(2, inside.Zip(inside.Skip(1)).Count(pair => pair.First != pair.Second));
        }
    }

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);
}
