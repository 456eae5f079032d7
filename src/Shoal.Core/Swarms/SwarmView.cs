using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Core.Swarms;

/// <summary>A swarm as it stands in a book; good until the book is next used.</summary>
public readonly ref struct SwarmView<TPeer>
    where TPeer : unmanaged, ISwarmPeer<TPeer>
{
    internal SwarmView(InfoHash hash, ScrapeCounts counts, ReadOnlySpan<TPeer> peers)
    {
        Hash = hash;
        Counts = counts;
        Peers = peers;
    }

    public InfoHash Hash { get; }
    public ScrapeCounts Counts { get; }

    /// <summary>Leechers first, then seeds; some may be due to be forgotten.</summary>
    public ReadOnlySpan<TPeer> Peers { get; }
}
