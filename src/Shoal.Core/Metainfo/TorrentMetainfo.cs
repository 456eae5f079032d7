using System.Diagnostics.CodeAnalysis;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>What a .torrent file, or the info dictionary got from peers, says: checked, with safe paths (BEP 3, 12, 19, 27, 47,
/// 52).</summary>
public sealed record TorrentMetainfo
{
    public required InfoHashes InfoHashes { get; init; }

    /// <summary>Safe name of the file or folder.</summary>
    public required string Name { get; init; }

    /// <summary>The files lie in a folder called <see cref="Name"/>; otherwise the one file is called so.</summary>
    public bool IsFolder { get; init; }

    public required TorrentGeometry Geometry { get; init; }

    /// <summary>All files in the order of the piece space, pad files and links included.</summary>
    public required IReadOnlyList<TorrentFile> Files { get; init; }

    /// <summary>Peers come from its trackers only (BEP 27).</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The info dictionary byte for byte: its digest is the info-hash, and peers may ask for it (BEP 9).</summary>
    public required ReadOnlyMemory<byte> InfoBytes { get; init; }

    /// <summary>20 bytes a piece (BEP 3); empty for v2-only.</summary>
    public ReadOnlyMemory<byte> PieceHashes { get; init; }

    /// <summary>For v2 and hybrid: the expected hash of each piece (a node of its file's tree); null for v1, and until the layers are
    /// known.</summary>
    /// <remarks>A file of one piece or less has its root here, computed over as many leaves as its blocks need (BEP 52).</remarks>
    public PieceLayers? PieceLayers { get; init; }

    /// <summary>Tracker URLs, a list a tier (BEP 12); the plain announce is the only tier when there is no list.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>URLs that serve the files over HTTP (BEP 19), without doubles; a folder's end in a slash.</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    /// <summary>URLs of BEP 17's older kind of seed.</summary>
    public IReadOnlyList<string> HttpSeeds { get; init; } = [];

    /// <summary>DHT nodes to start from, for torrents without tracker (BEP 5).</summary>
    public IReadOnlyList<HostPort> Nodes { get; init; } = [];

    /// <summary>Torrents that share files with this one (BEP 38).</summary>
    public IReadOnlyList<InfoHash> Similar { get; init; } = [];

    /// <summary>Names of groups whose torrents share files (BEP 38).</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>The mark that private trackers put into the info dictionary to make its hash their own.</summary>
    public string? Source { get; init; }

    public string? Comment { get; init; }
    public string? CreatedBy { get; init; }
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>Bytes of the files, pad files left out.</summary>
    public long ContentBytes => Files.Sum(f => f.IsPad ? 0 : f.Length);

    /// <summary>The metainfo with its v2 piece hashes, once the layers of all files longer than a piece are known (from peers, BEP
    /// 52).</summary>
    /// <param name="layersByRoot">For each file longer than a piece, by its root: 32 bytes a piece. Those of other files are not looked
    /// at.</param>
    /// <param name="complete">Has <see cref="PieceLayers"/>.</param>
    /// <returns>False when a layer is missing, or does not hash to its file's root; for a v1 torrent always.</returns>
    public bool TryWithPieceLayers(
        IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> layersByRoot, [NotNullWhen(true)] out TorrentMetainfo? complete)
    {
        complete = null;
        if (InfoHashes.V2 is null || !Metainfo.PieceLayers.TryCreate(Geometry, Files, layersByRoot, out var layers)) return false;
        complete = this with { PieceLayers = layers };
        return true;
    }
}
