using Shoal.Core.Swarms;

namespace Shoal.Tracker;

/// <summary>Is shown swarms, under the lock of their shard.</summary>
internal interface ISwarmVisitor
{
    void Visit<TPeer>(SwarmBook<TPeer> book, in SwarmView<TPeer> swarm)
        where TPeer : unmanaged, ISwarmPeer<TPeer>;

    /// <summary>A shard is done and its lock given back.</summary>
    void EndShard();
}
