using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Peers;
using Shoal.Engine.State;

namespace Shoal.Engine.Torrents;

/// <summary>What a torrent is and what its owner asked for: all that must be known to start it. Changed on the torrent's turns only.</summary>
internal sealed class TorrentRecord
{
    public required InfoHashes InfoHashes { get; init; }

    /// <summary>The TLS inside which alone its peers come; null for a torrent of the open network.</summary>
    public SwarmTls? Tls { get; init; }

    /// <summary>The owner's list does not show it, and it never waits for a turn: what a code or a room leads to.</summary>
    public bool IsUnlisted { get; init; }

    /// <summary>Null until the metadata of a magnet is here.</summary>
    public TorrentMetainfo? Metainfo { get; set; }
    /// <summary>The .torrent as it was given; empty when the metadata came from peers.</summary>
    public ReadOnlyMemory<byte> TorrentFile { get; init; }
    public MagnetLink? Magnet { get; init; }
    public required string Directory { get; set; }
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>Tiers of the torrent, then those its owner added (BEP 12).</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; }
    /// <summary>Those its owner added.</summary>
    public IReadOnlyList<string> AddedTrackers { get; init; } = [];
    public Func<TorrentFile, bool>? Wants { get; set; }
    public bool IsSequential { get; set; }
    public bool IsPaused { get; set; }
    public long DownloadLimit { get; set; }
    public long UploadLimit { get; set; }
    public long DownloadedBytes { get; init; }
    public long UploadedBytes { get; init; }
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>Its place in the queue in an earlier run; null for a new torrent. From then on its ticket has it.</summary>
    public long? QueueKey { get; init; }
    public bool IsForced { get; init; }

    /// <summary>Its owner's words; replaced, never changed.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>When it has given enough, where that is not as for all.</summary>
    public SeedingGoals Goals { get; set; } = SeedingGoals.Unsaid;

    /// <summary>What earlier runs counted.</summary>
    public TimeSpan SeedingTime { get; init; }
    public TimeSpan IdleTime { get; init; }

    /// <summary>Pieces that need no look: verified before a pause, or all, for data just hashed. Null: the resume record decides.</summary>
    public PieceSet? BelievedPieces { get; set; }

    /// <summary>What an earlier run wrote down; null once it is of no more use.</summary>
    public ResumeRecord? Resume { get; set; }

    /// <summary>Where pieces are noted at once, synced or not; null for torrents whose journal is enough.</summary>
    public PieceClaims? Claims { get; init; }

    /// <summary>It finds peers by its trackers alone (BEP 27). Set as soon as the info dictionary says so, which may be before all of its metadata is here.</summary>
    public bool IsPrivate { get => field || Metainfo is { IsPrivate: true }; set; }

    /// <summary>Web seeds (BEP 19). A link's do not count for a private torrent: they are not its publisher's.</summary>
    public IReadOnlyList<string> WebSeeds => Metainfo is null || (Metainfo.IsPrivate && Magnet is not null) ? [] : Metainfo.WebSeeds;

    public string Name => Metainfo?.Name ?? Magnet?.Name ?? InfoHashes.ToString();

    /// <param name="services">Of the engine.</param>
    /// <param name="key">The torrent's own for this run.</param>
    public AnnounceIdentity Identity(EngineServices services, uint key) =>
        new(Metainfo?.InfoHashes ?? InfoHashes, services.PeerId, services.AnnouncedPort, key) { IsPrivate = IsPrivate };
}
