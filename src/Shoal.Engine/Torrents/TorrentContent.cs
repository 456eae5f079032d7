using Shoal.Core.Extensions;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Torrents;

/// <summary>What connections need to move blocks of a torrent whose metadata is known.</summary>
/// <param name="Metainfo">The torrent.</param>
/// <param name="Store">Where blocks go and come from.</param>
/// <param name="Have">
/// Pieces we have. The torrent's actor alone writes it; connections read single bits, and a stale bit only turns down a
/// request that the peer could not yet know to be possible.
/// </param>
internal sealed record TorrentContent(TorrentMetainfo Metainfo, IBlockStore Store, PieceSet Have)
{
    public TorrentGeometry Geometry => Metainfo.Geometry;

    /// <summary>Gives the info dictionary to who asks (BEP 9); null for a private torrent (BEP 27). Used on the torrent's turns.</summary>
    public MetadataServer? Metadata { get; } = Metainfo.IsPrivate ? null : new(Metainfo.InfoBytes);

    /// <summary>Gives hashes of v2 to who asks (BEP 52); null for v1. Used on the torrent's turns.</summary>
    public HashServer? Hashes { get; } = Metainfo.PieceLayers is null ? null : new(Metainfo);
}
