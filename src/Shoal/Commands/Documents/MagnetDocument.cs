using Shoal.Core.Metainfo;

namespace Shoal.Commands.Documents;

/// <summary>A magnet link in JSON: <c>show --json</c>.</summary>
internal sealed record MagnetDocument
{
    public string? Name { get; init; }

    /// <summary>v1, v2 or hybrid.</summary>
    public required string Version { get; init; }
    public string? InfoHashV1 { get; init; }
    public string? InfoHashV2 { get; init; }
    public required IReadOnlyList<string> Trackers { get; init; }
    public required IReadOnlyList<string> WebSeeds { get; init; }
    public required IReadOnlyList<string> Peers { get; init; }

    /// <summary>The only files meant, such as <c>0</c> or <c>4-6</c>; absent means all.</summary>
    public IReadOnlyList<string>? SelectedFiles { get; init; }
    public required string Magnet { get; init; }

    public static MagnetDocument Of(MagnetLink link) => new()
    {
        Name = link.Name,
        Version = TorrentDocument.VersionOf(link.InfoHashes),
        InfoHashV1 = link.InfoHashes.V1?.ToString(),
        InfoHashV2 = link.InfoHashes.V2?.ToString(),
        Trackers = link.Trackers,
        WebSeeds = link.WebSeeds,
        Peers = [.. link.Peers.Select(peer => peer.ToString())],
        SelectedFiles = link.SelectedFiles is { } files ? [.. files.Select(range => range.ToString())] : null,
        Magnet = link.ToString(),
    };
}
