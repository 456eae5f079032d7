namespace Shoal.Core.Dht;

internal enum SearchPurpose
{
    /// <summary>To know nodes around a point: for the table.</summary>
    Nodes,
    Peers,
    Item,
}
