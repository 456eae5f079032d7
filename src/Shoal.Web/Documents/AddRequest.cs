namespace Shoal.Web.Documents;

/// <summary>Adds a torrent by link. A .torrent file is posted as it is, with the same fields in the query.</summary>
public sealed record AddRequest
{
    /// <summary>A magnet link, or the http or https address of a .torrent file.</summary>
    public required string Link { get; init; }

    /// <summary>Folder for the files; the settings' download folder when absent.</summary>
    public string? Directory { get; init; }
    public bool IsPaused { get; init; }
    public bool IsSequential { get; init; }

    /// <summary>Patterns of the files wanted, such as "*.iso" or "disc1/*"; all files when absent. In a query: only, several times.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Peers to dial at once: addresses with ports. In a query: peer, several times.</summary>
    public IReadOnlyList<string>? Peers { get; init; }

    /// <summary>Trackers besides those of the torrent. In a query: tracker, several times.</summary>
    public IReadOnlyList<string>? Trackers { get; init; }

    /// <summary>Web servers that have the files (BEP 19), besides those of the torrent. In a query: webSeed, several times.</summary>
    public IReadOnlyList<string>? WebSeeds { get; init; }

    /// <summary>The data is known to be here and whole, since it was just hashed: it is not checked.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Words to find it by; in a query: label, several times.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
