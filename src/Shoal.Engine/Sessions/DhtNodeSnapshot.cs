using System.Net;

namespace Shoal.Engine.Sessions;

/// <summary>One DHT node of ours.</summary>
public sealed record DhtNodeSnapshot
{
    /// <summary>Where it listens, UDP; its family is the node's.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Nodes heard from in the last 15 minutes. With a handful and more the DHT works.</summary>
    public required int GoodNodes { get; init; }

    /// <summary>All nodes known, replacements among them.</summary>
    public required int KnownNodes { get; init; }

    /// <summary>Searches under way.</summary>
    public required int Searches { get; init; }

    /// <summary>Torrents of others that were announced to us.</summary>
    public required int StoredTorrents { get; init; }

    /// <summary>Our address as other nodes see it (BEP 42); null while too few agree.</summary>
    public IPAddress? ExternalAddress { get; init; }
}
