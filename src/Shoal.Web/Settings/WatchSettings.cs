namespace Shoal.Web.Settings;

/// <summary>A folder whose .torrent and .magnet files are added by themselves.</summary>
/// <param name="Directory">The folder, a full path; absent: none is watched.</param>
/// <param name="Target">Where the files of these torrents go; absent: the download folder.</param>
/// <param name="IsPaused">Add them without starting.</param>
/// <param name="Labels">Labels for them.</param>
public sealed record WatchSettings(string? Directory = null, string? Target = null, bool IsPaused = false, IReadOnlyList<string>? Labels = null)
{
    internal string? Fault()
    {
        if (Directory is not null && !Path.IsPathRooted(Directory)) return "The watched folder must be a full path.";
        if (Target is not null && !Path.IsPathRooted(Target)) return "The folder for watched torrents must be a full path.";
        return Core.Primitives.TorrentLabels.TryRead(Labels ?? [], out _, out var fault) ? null : fault;
    }
}
