using Shoal.Core.Pieces;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>What a .torrent file, or the info dictionary got from peers, says: checked, with safe paths (BEP 3, 12, 19, 27, 47, 52).</summary>
public sealed record TorrentMetainfo
{
    public required InfoHashes InfoHashes { get; init; }

    /// <summary>Safe name of the file or folder.</summary>
    public required string Name { get; init; }

    public required TorrentGeometry Geometry { get; init; }

    /// <summary>All files in the order of the piece space, pad files and links included.</summary>
    public required IReadOnlyList<TorrentFile> Files { get; init; }

    /// <summary>Peers come from its trackers only (BEP 27).</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The info dictionary byte for byte: its digest is the info-hash, and peers may ask for it (BEP 9).</summary>
    public required ReadOnlyMemory<byte> InfoBytes { get; init; }

    /// <summary>20 bytes a piece (BEP 3); empty for v2-only.</summary>
    public ReadOnlyMemory<byte> PieceHashes { get; init; }

    /// <summary>For v2 and hybrid: the expected hash of each piece (a node of its file's tree); null for v1, and until the layers are known.</summary>
    /// <remarks>A file of one piece or less has its root here, computed over as many leaves as its blocks need (BEP 52).</remarks>
    public PieceLayers? PieceLayers { get; init; }

    /// <summary>Tracker URLs, a list a tier (BEP 12); the plain announce is the only tier when there is no list.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>URLs that serve the files over HTTP (BEP 19), without doubles; a folder's end in a slash.</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    public string? Comment { get; init; }
    public string? CreatedBy { get; init; }
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>Bytes of the files, pad files left out.</summary>
    public long ContentBytes => Files.Sum(f => f.IsPad ? 0 : f.Length);
}
