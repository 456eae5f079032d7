namespace Shoal.Core.Dht;

public enum DhtOutputKind
{
    /// <summary>Send these bytes to this address.</summary>
    Send,

    /// <summary>A search found peers: compact addresses end to end, told by the node at this address.</summary>
    PeersFound,

    /// <summary>A search found an item, which is set (BEP 44); one that its owner may change comes when the search ends.</summary>
    ItemFound,

    /// <summary>A search is over; its report is set.</summary>
    SearchEnded,

    /// <summary>Too few nodes are known to find others: give the addresses of some to <see cref="DhtNode.Bootstrap"/>.</summary>
    NeedsBootstrap,

    /// <summary>The node at this address says that ours is another than we think (BEP 42 "ip"): compact bytes.</summary>
    AddressTold,
}
