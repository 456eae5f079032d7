namespace Shoal.Core.Primitives;

/// <summary>The names of one torrent: v1, v2, or both for a hybrid (BEP 3, BEP 52). At least one is set.</summary>
public readonly record struct InfoHashes
{
    /// <exception cref="ArgumentException">Both are missing.</exception>
    public InfoHashes(InfoHash? v1, Sha256Hash? v2)
    {
        if (v1 is null && v2 is null) throw new ArgumentException("A torrent has at least one info-hash.");
        (V1, V2) = (v1, v2);
    }

    /// <summary>SHA-1 of the info dictionary.</summary>
    public InfoHash? V1 { get; }

    /// <summary>SHA-256 of the info dictionary.</summary>
    public Sha256Hash? V2 { get; }

    public bool IsHybrid => V1 is not null && V2 is not null;

    /// <summary>The name used for files and lists: v1 where there is one, else the cut v2.</summary>
    public InfoHash Primary => V1 ?? V2!.Value.Truncated;

    /// <summary>What its swarms are called on the wire: one name, or a hybrid's two.</summary>
    public IReadOnlyList<InfoHash> Names => (V1, V2) switch
    {
        ({ } v1, { } v2) => [v1, v2.Truncated],
        ({ } v1, null) => [v1],
        _ => [V2!.Value.Truncated],
    };

    /// <summary>True when a 20-byte name from a handshake or an announce means this torrent.</summary>
    public bool Answers(InfoHash name) => V1 == name || V2?.Truncated == name;

    public override string ToString() => Primary.ToString();
}
