using System.Globalization;

namespace Shoal.Terminal;

/// <summary>A length of time in the two largest units that matter: <c>8s</c>, <c>2m 10s</c>, <c>1h 05m</c>, <c>3d 4h</c>.</summary>
internal static class Duration
{
    public static string Show(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max((int)Math.Ceiling(time.TotalSeconds), 0)}s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m {time.Seconds:00}s"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h {time.Minutes:00}m"),
        { TotalDays: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{time.Days}d {time.Hours}h"),
        _ => "months",
    };
}
