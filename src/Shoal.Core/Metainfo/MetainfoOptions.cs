using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>What a new torrent says beside its files.</summary>
public sealed record MetainfoOptions
{
    /// <summary>Tracker URLs, a list a tier (BEP 12). Default none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>URLs that serve the files (BEP 19). Default none.</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    /// <summary>DHT nodes to start from (BEP 5). Default none.</summary>
    public IReadOnlyList<HostPort> Nodes { get; init; } = [];

    /// <summary>Peers come from its trackers only (BEP 27). Default no. Part of the info-hash.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Root certificate (PEM) of the swarm's TLS, as libtorrent's "SSL torrents" have it: part of the info-hash. Default none.</summary>
    public string? SslCertificate { get; init; }

    /// <summary>A mark that makes the info-hash another one. Default none.</summary>
    public string? Source { get; init; }

    public string? Comment { get; init; }
    public string? CreatedBy { get; init; }
    public DateTimeOffset? CreationDate { get; init; }
}
