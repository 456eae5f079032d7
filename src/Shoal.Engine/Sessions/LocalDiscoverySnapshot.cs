namespace Shoal.Engine.Sessions;

/// <summary>How discovery on the local network (BEP 14) stands at one moment.</summary>
public sealed record LocalDiscoverySnapshot
{
    /// <summary>An entry for each interface and address family that is listened on.</summary>
    public IReadOnlyList<LocalInterfaceSnapshot> Interfaces { get; init; } = [];

    /// <summary>Datagrams of others that were not looked at or understood: malformed, from elsewhere, over a limit.</summary>
    public long PacketsIgnored { get; init; }

    /// <summary>Announces of others that named a torrent of ours.</summary>
    public long PeersFound { get; init; }
}
