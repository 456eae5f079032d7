using Shoal.Core.Primitives;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Who announces what.</summary>
/// <param name="InfoHashes">Both hashes of a hybrid are announced (BEP 52): its swarms are two.</param>
/// <param name="PeerId">Ours; 20 bytes (BEP 20).</param>
/// <param name="Port">Where peers can dial us.</param>
/// <param name="Key">Drawn once a torrent: proves to a tracker that we are the same client after our address changed.</param>
internal sealed record AnnounceIdentity(InfoHashes InfoHashes, PeerId PeerId, int Port, uint Key)
{
    /// <summary>One tracker at a time, as BEP 27 asks; else one of every tier is kept told.</summary>
    public bool IsPrivate { get; init; }
}
