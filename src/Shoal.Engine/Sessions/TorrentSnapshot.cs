using Shoal.Core.Primitives;
using Shoal.Core.Queueing;

namespace Shoal.Engine.Sessions;

/// <summary>A torrent as it was at one moment. Costs no wait: it is made from counters.</summary>
public sealed record TorrentSnapshot
{
    public required InfoHashes InfoHashes { get; init; }
    public required string Name { get; init; }
    public required TorrentState State { get; init; }

    /// <summary>Why it stopped, in one line for people; null unless <see cref="TorrentState.Failed"/>.</summary>
    public string? Error { get; init; }

    /// <summary>Bytes of all files, pad files left out; 0 until the metadata is here.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Bytes of the files selected.</summary>
    public long WantedBytes { get; init; }

    /// <summary>Bytes of the files selected that are verified.</summary>
    public long WantedDoneBytes { get; init; }

    /// <summary>Bytes looked at by a check; meaningful while <see cref="TorrentState.Checking"/>.</summary>
    public long CheckedBytes { get; init; }

    public int PieceCount { get; init; }
    public int PiecesDone { get; init; }

    /// <summary>Payload bytes received and sent since the torrent was added, restarts included.</summary>
    public long DownloadedBytes { get; init; }
    public long UploadedBytes { get; init; }

    /// <summary>Payload received that had to be thrown away: wrong, late or double.</summary>
    public long WastedBytes { get; init; }

    /// <summary>Payload bytes a second, smoothed over some seconds.</summary>
    public long DownloadRate { get; init; }
    public long UploadRate { get; init; }

    /// <summary>Connections open, and how many of them have everything.</summary>
    public int Peers { get; init; }
    public int Seeds { get; init; }

    /// <summary>Where the data is.</summary>
    public string? Directory { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    /// <summary>Its place in the queue of downloads, or of seeds once it is complete; from 1 on. 0 until it has one.</summary>
    public int QueuePosition { get; init; }

    /// <summary>It never waits in the queue.</summary>
    public bool IsForced { get; init; }

    /// <summary>Its owner's words.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>When it has given enough, where that is not as for all torrents.</summary>
    public SeedingGoals Goals { get; init; } = SeedingGoals.Unsaid;

    /// <summary>Time spent seeding, and the last of it in which nobody took anything; in whole minutes.</summary>
    public TimeSpan SeedingTime { get; init; }
    public TimeSpan IdleTime { get; init; }

    /// <summary>Payload bytes a second; 0 is no limit of its own.</summary>
    public long DownloadLimit { get; init; }
    public long UploadLimit { get; init; }

    /// <summary>Pieces are asked for in order.</summary>
    public bool IsSequential { get; init; }

    public IReadOnlyList<TrackerSnapshot> Trackers { get; init; } = [];
    public IReadOnlyList<WebSeedSnapshot> WebSeeds { get; init; } = [];

    /// <summary>Everything wanted is verified.</summary>
    public bool IsComplete => PieceCount > 0 && WantedDoneBytes == WantedBytes;

    /// <summary>Sent per byte of content; 0 when there is no content yet.</summary>
    public double Ratio => TotalBytes == 0 ? 0 : (double)UploadedBytes / TotalBytes;
}

/// <summary>A tracker as it last answered.</summary>
/// <param name="Url">As the torrent has it.</param>
/// <param name="Tier">0 is asked first (BEP 12).</param>
/// <param name="Status">In one line: working, or what went wrong.</param>
/// <param name="Seeds">What it counted; null before an answer.</param>
/// <param name="Leechers">What it counted; null before an answer.</param>
public sealed record TrackerSnapshot(string Url, int Tier, string Status, int? Seeds, int? Leechers);

/// <summary>A connection at one moment.</summary>
public sealed record PeerSnapshot
{
    public required System.Net.IPEndPoint Address { get; init; }

    /// <summary>What the peer calls itself, made safe to print.</summary>
    public required string Client { get; init; }
    public bool IsIncoming { get; init; }

    /// <summary>Share of the torrent it has, 0 to 1.</summary>
    public double Progress { get; init; }
    public long DownloadedBytes { get; init; }
    public long UploadedBytes { get; init; }
}
