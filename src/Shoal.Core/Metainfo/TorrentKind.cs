namespace Shoal.Core.Metainfo;

/// <summary>Which BitTorrent a torrent is made for.</summary>
public enum TorrentKind
{
    /// <summary>For every client: both v1 and v2 in one piece space, files padded to whole pieces.</summary>
    Hybrid,

    /// <summary>BEP 3 alone.</summary>
    V1,

    /// <summary>BEP 52 alone.</summary>
    V2,
}
