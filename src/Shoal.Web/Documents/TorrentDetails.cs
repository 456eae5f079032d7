using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>All that is known of one torrent at one moment.</summary>
public sealed record TorrentDetails
{
    public required TorrentRow Row { get; init; }
    public string? InfoHashV1 { get; init; }
    public string? InfoHashV2 { get; init; }
    public string? Magnet { get; init; }
    public string? Comment { get; init; }
    public string? CreatedBy { get; init; }

    /// <summary>Peers come from its trackers alone (BEP 27).</summary>
    public bool IsPrivate { get; init; }
    public bool IsSequential { get; init; }

    /// <summary>Bytes a second; 0 is no limit of its own.</summary>
    public long DownLimit { get; init; }
    public long UpLimit { get; init; }

    /// <summary>When it has given enough; absent: as the settings say.</summary>
    public GoalsDocument? Goals { get; init; }

    /// <summary>Minutes spent seeding, and the last of them in which nobody took anything.</summary>
    public long SeedingMinutes { get; init; }
    public long IdleMinutes { get; init; }

    /// <summary>Bytes received that had to be thrown away.</summary>
    public long Wasted { get; init; }
    public int PieceBytes { get; init; }
    public int PieceCount { get; init; }

    /// <summary>A bit a verified piece, highest bit first, in Base64.</summary>
    public required string Pieces { get; init; }
    public required IReadOnlyList<FileRow> Files { get; init; }
    public required IReadOnlyList<PeerRow> Peers { get; init; }
    public required IReadOnlyList<TrackerRow> Trackers { get; init; }

    public static TorrentDetails Of(Torrent torrent)
    {
        var (now, metainfo) = (torrent.Snapshot(), torrent.Metainfo);
        return new TorrentDetails
        {
            Row = TorrentRow.Of(now),
            InfoHashV1 = now.InfoHashes.V1?.ToString(),
            InfoHashV2 = now.InfoHashes.V2?.ToString(),
            Magnet = metainfo is null ? null : MagnetLink.Of(metainfo).ToString(),
            Comment = metainfo?.Comment,
            CreatedBy = metainfo?.CreatedBy,
            IsPrivate = metainfo?.IsPrivate ?? false,
            IsSequential = now.IsSequential,
            DownLimit = now.DownloadLimit,
            UpLimit = now.UploadLimit,
            Goals = GoalsDocument.Of(now.Goals),
            SeedingMinutes = (long)now.SeedingTime.TotalMinutes,
            IdleMinutes = (long)now.IdleTime.TotalMinutes,
            Wasted = now.WastedBytes,
            PieceBytes = metainfo?.Geometry.PieceBytes ?? 0,
            PieceCount = now.PieceCount,
            Pieces = Convert.ToBase64String(torrent.Pieces().Span),
            Files = FileRow.Of(torrent),
            Peers = [.. torrent.Peers().Select(PeerRow.Of)],
            Trackers = [.. now.Trackers.Select(TrackerRow.Of)],
        };
    }
}
