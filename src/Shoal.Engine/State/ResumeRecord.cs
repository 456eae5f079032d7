using System.Net;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;
using Shoal.Engine.Storage;

namespace Shoal.Engine.State;

/// <summary>What is remembered of a torrent between runs. It claims no piece whose data was not synced before it was saved.</summary>
internal sealed record ResumeRecord
{
    public required InfoHashes InfoHashes { get; init; }

    /// <summary>Name to show while the metadata of a magnet is missing.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Folder the files' paths start from.</summary>
    public required string Directory { get; init; }

    /// <summary>The magnet link, while the metadata is missing; else null.</summary>
    public string? Magnet { get; init; }

    /// <summary>Pieces verified and synced; null while the metadata is missing. Owned by the record: never changed.</summary>
    public PieceSet? Pieces { get; init; }

    /// <summary>The files as they were when <see cref="Pieces"/> was true, by index.</summary>
    public IReadOnlyList<FileStamp> Files { get; init; } = [];

    /// <summary>Which files are selected, by index; empty selects all.</summary>
    public IReadOnlyList<bool> Wanted { get; init; } = [];

    /// <summary>Payload bytes since the torrent was added.</summary>
    public long DownloadedBytes { get; init; }
    public long UploadedBytes { get; init; }

    /// <summary>Payload bytes a second; 0 is no limit.</summary>
    public long DownloadLimit { get; init; }
    public long UploadLimit { get; init; }

    public bool IsPaused { get; init; }
    public bool IsSequential { get; init; }

    /// <summary>Trackers besides the torrent's own.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Peers worth dialling first.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>When it was added, in whole seconds from 1970 on.</summary>
    public DateTimeOffset AddedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Its place in the queue: smaller is nearer to the top. Default 0.</summary>
    public long QueueKey { get; init; }

    /// <summary>It never waits in the queue.</summary>
    public bool IsForced { get; init; }

    /// <summary>Its owner's words.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>When it has given enough, where that is not as for all; kept in thousandths of a ratio and in whole seconds.</summary>
    public SeedingGoals Goals { get; init; } = SeedingGoals.Unsaid;

    /// <summary>Time spent seeding, and the last of it in which nobody took anything; in whole seconds.</summary>
    public TimeSpan SeedingTime { get; init; }
    public TimeSpan IdleTime { get; init; }

    /// <summary>Saved when the torrent stopped: nothing was written to its files after it. Replaced as soon as it moves data again.</summary>
    public bool IsFinal { get; init; }
}
