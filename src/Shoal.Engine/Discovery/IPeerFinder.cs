using Shoal.Core.Torrents;

namespace Shoal.Engine.Discovery;

/// <summary>One way to find peers without a tracker: the DHT (BEP 5), the local network (BEP 14). One of each an engine.</summary>
internal interface IPeerFinder
{
    /// <summary>What the peers it finds are remembered as.</summary>
    PeerSource Source { get; }

    /// <summary>Tells others that we are in the swarm and looks for them, until the search is disposed. Does not wait.</summary>
    IPeerSearch Begin(SwarmInterest swarm);
}
