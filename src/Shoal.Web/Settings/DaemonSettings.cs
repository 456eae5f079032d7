namespace Shoal.Web.Settings;

/// <summary>What the owner of a daemon may change while it runs; kept in its state folder.</summary>
public sealed record DaemonSettings
{
    /// <summary>Where new torrents go unless told otherwise; the user's download folder when absent.</summary>
    public string? DownloadDirectory { get; init; }

    /// <summary>Payload bytes a second, all torrents together; 0 is no limit.</summary>
    public long DownLimit { get; init; }
    public long UpLimit { get; init; }

    /// <summary>What is wrong with these settings, in one line; null when nothing is.</summary>
    public string? Fault()
    {
        if (DownLimit < 0 || UpLimit < 0) return "A limit is a number of bytes a second, or 0 for none.";
        if (DownloadDirectory is { } directory && !Path.IsPathRooted(directory)) return "The download folder must be a full path.";
        return null;
    }
}
