using System.Net;

namespace Shoal.Core.Extensions;

/// <summary>The peers of one torrent that may be told of now: those we are connected to and know where to dial (BEP 11).</summary>
/// <param name="peers">One entry an address counts; a peer that cannot be dialled is not here.</param>
public sealed class PexRoster(IEnumerable<PexPeer> peers)
{
    private readonly Dictionary<IPEndPoint, PexPeer> _byAddress = Index(peers);

    public int Count => _byAddress.Count;
    internal Dictionary<IPEndPoint, PexPeer>.ValueCollection Peers => _byAddress.Values;

    internal bool Contains(IPEndPoint address) => _byAddress.ContainsKey(address);

    private static Dictionary<IPEndPoint, PexPeer> Index(IEnumerable<PexPeer> peers)
    {
        var index = new Dictionary<IPEndPoint, PexPeer>();
        foreach (var peer in peers) index.TryAdd(peer.Address, peer);
        return index;
    }
}
