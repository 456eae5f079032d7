using Shoal.Core.Queueing;

namespace Shoal.Web.Settings;

/// <summary>How many torrents of a daemon may be active at once; 0 is no limit. Slow ones count in <see cref="Total"/> alone.</summary>
/// <param name="Downloads">Downloads at once. Default 5.</param>
/// <param name="Seeds">Seeds at once. Default 0.</param>
/// <param name="Total">Torrents at once. Default 0.</param>
/// <param name="SlowDownRate">A download that gets less is slow, in bytes a second. Default 2,048.</param>
/// <param name="SlowUpRate">A seed that gives less is slow, in bytes a second. Default 2,048.</param>
/// <param name="SlowSeconds">How long that must last. Default 60; 1 to 86,400.</param>
public sealed record QueueSettings(
    int Downloads = 5, int Seeds = 0, int Total = 0, long SlowDownRate = 2_048, long SlowUpRate = 2_048, int SlowSeconds = 60)
{
    internal string? Fault()
    {
        if (new[] { Downloads, Seeds, Total }.Any(limit => limit is < 0 or > QueueOptions.MaxLimit))
            return "A limit of the queue is a number of torrents, or 0 for none.";
        if (SlowDownRate < 0 || SlowUpRate < 0) return "A slow rate is a number of bytes a second.";
        return SlowSeconds is < 1 or > 86_400 ? "The seconds until a torrent is slow are 1 to 86400." : null;
    }

    internal QueueOptions ToOptions() => new()
    {
        Downloads = Downloads,
        Seeds = Seeds,
        Total = Total,
        SlowDownloadRate = SlowDownRate,
        SlowUploadRate = SlowUpRate,
        SlowAfter = TimeSpan.FromSeconds(SlowSeconds),
    };
}
