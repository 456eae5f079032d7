using System.Net;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop.Clients;

/// <summary>What a client is asked to share.</summary>
/// <param name="Torrent">A .torrent, or a magnet link.</param>
/// <param name="Directory">The folder that holds, or will hold, the torrent's root.</param>
/// <param name="Listen">Where others dial it: an address of this machine's loopback, or of the host it runs on.</param>
internal sealed record Job(string Torrent, string Directory, IPEndPoint Listen)
{
    /// <summary>It has everything already: it checks and seeds. Otherwise it downloads.</summary>
    public bool Seeds { get; init; }

    /// <summary>A peer to dial, for Shoal, libtorrent and qBittorrent: the others learn peers from trackers only.</summary>
    public IPEndPoint? Peer { get; init; }

    /// <summary>It looks for peers on the local network (BEP 14).</summary>
    public bool FindsLocally { get; init; }

    /// <summary>It tells peers of peers (BEP 11).</summary>
    public bool ExchangesPeers { get; init; }

    /// <summary>It takes part in the DHT, beginning with these nodes; null: it does not (BEP 5).</summary>
    public IReadOnlyList<IPEndPoint>? DhtBootstrap { get; init; }

    /// <summary>The computer it runs on; null: this one.</summary>
    public NamespaceHost? Host { get; init; }

    /// <summary>How long the client may live.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(3);
}
