using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>The engine as a whole at one moment.</summary>
public sealed record StatisticsDocument
{
    public int Torrents { get; init; }
    public int Downloading { get; init; }
    public int Seeding { get; init; }

    /// <summary>Waiting for their turn.</summary>
    public int Queued { get; init; }
    public int Peers { get; init; }

    /// <summary>Payload bytes a second, all torrents together.</summary>
    public long DownRate { get; init; }
    public long UpRate { get; init; }

    /// <summary>Limits in force; 0 is none.</summary>
    public long DownLimit { get; init; }
    public long UpLimit { get; init; }

    /// <summary>They are the alternative ones.</summary>
    public bool IsAlternative { get; init; }

    /// <summary>Why the watched folder cannot be used just now; absent when nothing is wrong.</summary>
    public string? WatchFault { get; init; }

    /// <summary>Payload bytes since each torrent was added.</summary>
    public long Downloaded { get; init; }
    public long Uploaded { get; init; }

    public static StatisticsDocument Of(IEnumerable<TorrentRow> rows, (long Down, long Up) limits, bool isAlternative)
    {
        int torrents = 0, downloading = 0, seeding = 0, queued = 0, peers = 0;
        long downRate = 0, upRate = 0, downloaded = 0, uploaded = 0;
        foreach (var row in rows)
        {
            torrents++;
            if (row.State is "downloading" or "metadata") downloading++;
            if (row.State == "seeding") seeding++;
            if (row.State == "queued") queued++;
            peers += row.Peers;
            (downRate, upRate) = (downRate + row.DownRate, upRate + row.UpRate);
            (downloaded, uploaded) = (downloaded + row.Downloaded, uploaded + row.Uploaded);
        }

        return new StatisticsDocument
        {
            Torrents = torrents,
            Downloading = downloading,
            Seeding = seeding,
            Queued = queued,
            Peers = peers,
            DownRate = downRate,
            UpRate = upRate,
            DownLimit = limits.Down,
            UpLimit = limits.Up,
            IsAlternative = isAlternative,
            Downloaded = downloaded,
            Uploaded = uploaded,
        };
    }
}
