using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;

namespace Shoal.Commands.Documents;

/// <summary>A torrent in JSON: <c>show --json</c>, and the end of <c>create --json</c>.</summary>
internal sealed record TorrentDocument
{
    public required string Name { get; init; }

    /// <summary>v1, v2 or hybrid.</summary>
    public required string Version { get; init; }
    public string? InfoHashV1 { get; init; }
    public string? InfoHashV2 { get; init; }

    /// <summary>Bytes of the files, padding left out.</summary>
    public required long TotalBytes { get; init; }
    public required int PieceBytes { get; init; }
    public required int PieceCount { get; init; }
    public required bool IsPrivate { get; init; }
    public string? Comment { get; init; }
    public string? Source { get; init; }
    public string? CreatedBy { get; init; }
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>A list a tier.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; }
    public required IReadOnlyList<string> WebSeeds { get; init; }
    public required string Magnet { get; init; }
    public required IReadOnlyList<FileDocument> Files { get; init; }

    /// <summary>Where <c>create</c> wrote it.</summary>
    public string? TorrentFile { get; init; }

    public static TorrentDocument Of(TorrentMetainfo torrent) => new()
    {
        Name = torrent.Name,
        Version = VersionOf(torrent.InfoHashes),
        InfoHashV1 = torrent.InfoHashes.V1?.ToString(),
        InfoHashV2 = torrent.InfoHashes.V2?.ToString(),
        TotalBytes = torrent.ContentBytes,
        PieceBytes = torrent.Geometry.PieceBytes,
        PieceCount = torrent.Geometry.PieceCount,
        IsPrivate = torrent.IsPrivate,
        Comment = torrent.Comment,
        Source = torrent.Source,
        CreatedBy = torrent.CreatedBy,
        CreationDate = torrent.CreationDate,
        Trackers = torrent.Trackers,
        WebSeeds = torrent.WebSeeds,
        Magnet = MagnetLink.Of(torrent).ToString(),
        Files = [.. torrent.Files.Where(file => !file.IsPad).Select(FileDocument.Of)],
    };

    public static string VersionOf(InfoHashes hashes) => hashes switch
    {
        { IsHybrid: true } => "hybrid",
        { V2: not null } => "v2",
        _ => "v1",
    };
}
