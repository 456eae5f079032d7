namespace Shoal.Core.Dht;

/// <summary>Something a node wants done; a value, with its bytes in the <see cref="DhtOutputs"/> it came in.</summary>
public readonly record struct DhtOutput(DhtOutputKind Kind)
{
    /// <summary>Whom to send to, or who told.</summary>
    public NodeAddress Address { get; init; }

    /// <summary>The number the search got when it was started.</summary>
    public int Search { get; init; }

    /// <summary>What was found, checked (BEP 44).</summary>
    public DhtItem? Item { get; init; }

    public SearchReport Report { get; init; }

    /// <summary>Where its bytes are.</summary>
    internal int Start { get; init; }
    internal int Length { get; init; }
}
