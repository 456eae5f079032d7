namespace Shoal.Web.Settings;

/// <summary>What the owner of a daemon may change while it runs; kept in its state folder.</summary>
public sealed record DaemonSettings
{
    /// <summary>Where new torrents go unless told otherwise; the user's download folder when absent.</summary>
    public string? DownloadDirectory { get; init; }

    /// <summary>Payload bytes a second, all torrents together; 0 is no limit.</summary>
    public long DownLimit { get; init; }
    public long UpLimit { get; init; }

    /// <summary>How many torrents may be active at once; the defaults when absent.</summary>
    public QueueSettings? Queue { get; init; }

    /// <summary>When seeds have given enough; never when absent.</summary>
    public GoalSettings? Goals { get; init; }

    /// <summary>Other speed limits, by the clock or by hand; none when absent.</summary>
    public AlternativeSettings? Alternative { get; init; }

    /// <summary>A folder that is watched for torrents; none when absent.</summary>
    public WatchSettings? Watch { get; init; }

    /// <summary>What is wrong with these settings, in one line; null when nothing is.</summary>
    public string? Fault()
    {
        if (DownLimit < 0 || UpLimit < 0) return "A limit is a number of bytes a second, or 0 for none.";
        if (DownloadDirectory is { } directory && !Path.IsPathRooted(directory)) return "The download folder must be a full path.";
        return Queue?.Fault() ?? Goals?.Fault() ?? Alternative?.Fault() ?? Watch?.Fault();
    }

    /// <summary>The same with everything said that counts: what people and programs are shown.</summary>
    internal DaemonSettings Complete() => this with { Queue = Queue ?? new(), Goals = Goals ?? new(), Alternative = Alternative ?? new(), Watch = Watch ?? new() };
}
