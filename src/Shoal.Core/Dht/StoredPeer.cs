namespace Shoal.Core.Dht;

/// <summary>A peer that announced itself here.</summary>
/// <param name="Address">Where it can be dialled.</param>
/// <param name="At">When it said so last.</param>
/// <param name="IsSeed">It has everything (BEP 33).</param>
internal readonly record struct StoredPeer(NodeAddress Address, TimeSpan At, bool IsSeed);
