namespace Shoal.Core.Dht;

/// <summary>How a node stands.</summary>
/// <param name="Good">Nodes heard from within 15 minutes.</param>
/// <param name="Known">All nodes in the table, replacements among them.</param>
/// <param name="Searches">Searches asking now.</param>
/// <param name="Torrents">Torrents that others announced to us.</param>
public readonly record struct DhtCounts(int Good, int Known, int Searches, int Torrents);
