using Shoal.Core.Metainfo;

namespace Shoal.Engine.Sessions;

/// <summary>What to make a torrent of.</summary>
public sealed record CreateTorrent
{
    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>Name in the torrent; null for that of the file or folder.</summary>
    public string? Name { get; init; }

    /// <summary>Which versions can take it. Default both.</summary>
    public TorrentKind Kind { get; init; } = TorrentKind.Hybrid;

    /// <summary>A power of two, in bytes; null to choose by the size of it all.</summary>
    public int? PieceBytes { get; init; }

    /// <summary>Trackers, web seeds, comment and the like.</summary>
    public MetainfoOptions Options { get; init; } = new();
}
