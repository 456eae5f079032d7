using System.Globalization;
using Shoal.Core.Primitives;
using Shoal.Web.Settings;

namespace Shoal.Commands.Daemon;

/// <summary>All settings by name, one a line.</summary>
internal static class SettingNames
{
    private static readonly string[] WeekDays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static IReadOnlyList<SettingName> All { get; } =
    [
        new("download-folder", now => now.DownloadDirectory ?? "", (now, text) => now with { DownloadDirectory = Folder(text) }),
        new("down-limit", now => Rate(now.DownLimit), (now, text) => now with { DownLimit = Bytes(text, 0) }),
        new("up-limit", now => Rate(now.UpLimit), (now, text) => now with { UpLimit = Bytes(text, 0) }),
        Queue("queue.downloads", now => Number(now.Downloads), (now, text) => now with { Downloads = Count(text, new QueueSettings().Downloads) }),
        Queue("queue.seeds", now => Number(now.Seeds), (now, text) => now with { Seeds = Count(text, new QueueSettings().Seeds) }),
        Queue("queue.total", now => Number(now.Total), (now, text) => now with { Total = Count(text, new QueueSettings().Total) }),
        Queue("queue.slow-down", now => Rate(now.SlowDownRate), (now, text) => now with { SlowDownRate = Bytes(text, new QueueSettings().SlowDownRate) }),
        Queue("queue.slow-up", now => Rate(now.SlowUpRate), (now, text) => now with { SlowUpRate = Bytes(text, new QueueSettings().SlowUpRate) }),
        Queue("queue.slow-seconds", now => Number(now.SlowSeconds), (now, text) => now with { SlowSeconds = Count(text, new QueueSettings().SlowSeconds) }),
        Goals("goals.ratio", now => now.Ratio?.ToString(CultureInfo.InvariantCulture) ?? "", (now, text) => now with { Ratio = Decimal(text) }),
        Goals("goals.seeding-minutes", now => Number(now.SeedingMinutes), (now, text) => now with { SeedingMinutes = Minutes(text) }),
        Goals("goals.idle-minutes", now => Number(now.IdleMinutes), (now, text) => now with { IdleMinutes = Minutes(text) }),
        Goals("goals.then", now => now.Then, (now, text) => now with { Then = text.Length == 0 ? new GoalSettings().Then : text }),
        Alternative("alternative", now => AlternativeWord.Show(now.ByHand), (now, text) => now with { ByHand = AlternativeWord.Read(text) }),
        Alternative("alternative.down-limit", now => Rate(now.DownLimit), (now, text) => now with { DownLimit = Bytes(text, 0) }),
        Alternative("alternative.up-limit", now => Rate(now.UpLimit), (now, text) => now with { UpLimit = Bytes(text, 0) }),
        Alternative("alternative.schedule", now => Show(now.Schedule), (now, text) => now with { Schedule = Schedule(text) }),
        Watch("watch.folder", now => now.Directory ?? "", (now, text) => now with { Directory = Folder(text) }),
        Watch("watch.target", now => now.Target ?? "", (now, text) => now with { Target = Folder(text) }),
        Watch("watch.paused", now => now.IsPaused ? "yes" : "no", (now, text) => now with { IsPaused = Yes(text) }),
        Watch("watch.labels", now => string.Join(',', now.Labels ?? []), (now, text) => now with { Labels = text.Length == 0 ? null : text.Split(',') }),
    ];

    private static SettingName Queue(string name, Func<QueueSettings, string> show, Func<QueueSettings, string, QueueSettings> change) =>
        new(name, now => show(now.Queue ?? new()), (now, text) => now with { Queue = change(now.Queue ?? new(), text) });

    private static SettingName Goals(string name, Func<GoalSettings, string> show, Func<GoalSettings, string, GoalSettings> change) =>
        new(name, now => show(now.Goals ?? new()), (now, text) => now with { Goals = change(now.Goals ?? new(), text) });

    private static SettingName Alternative(string name, Func<AlternativeSettings, string> show, Func<AlternativeSettings, string, AlternativeSettings> change) =>
        new(name, now => show(now.Alternative ?? new()), (now, text) => now with { Alternative = change(now.Alternative ?? new(), text) });

    private static SettingName Watch(string name, Func<WatchSettings, string> show, Func<WatchSettings, string, WatchSettings> change) =>
        new(name, now => show(now.Watch ?? new()), (now, text) => now with { Watch = change(now.Watch ?? new(), text) });

    // "friday,saturday 22:00-07:00"; the daemon says what is wrong with the days and the times.
    private static ScheduleSettings? Schedule(string text)
    {
        if (text.Length == 0) return null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var hours = parts[^1].Split('-');
        if (hours.Length != 2 || parts.Length > 2) throw Refuse(text, "hours like 22:00-07:00, or days and hours like friday,saturday 22:00-07:00");
        return new ScheduleSettings(parts.Length == 1 ? WeekDays : parts[0].Split(','), hours[0], hours[1]);
    }

    private static string Show(ScheduleSettings? schedule) =>
        schedule is null ? "" : $"{string.Join(',', schedule.Days)} {schedule.From}-{schedule.To}";

    private static string? Folder(string text) => text.Length == 0 ? null : Path.GetFullPath(text);

    private static string Rate(long bytes) => bytes == 0 ? "0" : ByteCount.ShowExact(bytes);

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static bool Yes(string text) => text switch
    {
        "yes" => true,
        "no" or "" => false,
        _ => throw Refuse(text, "yes or no"),
    };

    private static long Bytes(string text, long ifEmpty) =>
        text.Length == 0 ? ifEmpty : ByteCount.TryParse(text, out var bytes) ? bytes : throw Refuse(text, "a number of bytes a second like 500K or 2M, or 0 for none");

    private static int Count(string text, int ifEmpty) =>
        text.Length == 0 ? ifEmpty : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Refuse(text, "a whole number");

    private static long? Minutes(string text) =>
        text.Length == 0 ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Refuse(text, "a number of minutes");

    private static double? Decimal(string text) =>
        text.Length == 0 ? null : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Refuse(text, "a number like 1.5");

    private static CommandFailedException Refuse(string text, string expected) => new($"'{TerminalText.Escape(text)}' is not {expected}.", ExitCode.Usage);
}
