using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Core.Swarms;

/// <summary>What of an announce concerns the book; the peer is told apart.</summary>
/// <param name="Swarm">Which.</param>
/// <param name="Event">Why.</param>
/// <param name="IsSeed">Nothing is left to download.</param>
/// <param name="Wanted">Peers to give, at most; the room given bounds it too.</param>
/// <param name="MayJoin">A peer that is not here may be entered; else it is only given peers.</param>
public readonly record struct SwarmAnnounce(InfoHash Swarm, AnnounceEvent Event, bool IsSeed, int Wanted, bool MayJoin = true);
