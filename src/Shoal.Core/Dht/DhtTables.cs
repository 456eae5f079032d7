namespace Shoal.Core.Dht;

/// <summary>The tables that an answer may be taken from.</summary>
/// <param name="Own">Of the family the query came by.</param>
/// <param name="Other">Of the other family, when there is a node of ours (BEP 32).</param>
internal readonly record struct DhtTables(RoutingTable Own, RoutingTable? Other);
