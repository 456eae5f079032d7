using System.Net;

namespace Shoal.Interop.Clients;

/// <summary>What a client is asked to share.</summary>
/// <param name="Torrent">A .torrent, or a magnet link.</param>
/// <param name="Directory">The folder that holds, or will hold, the torrent's root.</param>
/// <param name="Listen">Where others dial it: an address of this machine's loopback.</param>
internal sealed record Job(string Torrent, string Directory, IPEndPoint Listen)
{
    /// <summary>It has everything already: it checks and seeds. Otherwise it downloads.</summary>
    public bool Seeds { get; init; }

    /// <summary>A peer to dial, for Shoal, libtorrent and qBittorrent: the others learn peers from trackers only.</summary>
    public IPEndPoint? Peer { get; init; }

    /// <summary>How long the client may live.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(3);
}
