namespace Shoal.Web.Documents;

/// <summary>Makes a code. One of the three: paths on the daemon's machine, a batch uploaded before, or a text.</summary>
public sealed record OfferRequest
{
    public IReadOnlyList<string>? Paths { get; init; }
    public string? Batch { get; init; }
    public string? Text { get; init; }

    /// <summary>Seconds the code lives. Default one hour; at most 30 days.</summary>
    public int? Seconds { get; init; }

    /// <summary>How many may have it; 0 is as many as come.</summary>
    public int Receivers { get; init; }

    /// <summary>Browsers without Shoal may have it, over plain HTTP. Default: where other machines reach this daemon anyway.</summary>
    public bool? Page { get; init; }

    /// <summary>Each receiver waits for a yes.</summary>
    public bool Confirm { get; init; }
}
