using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>Something that is offered by a code.</summary>
public sealed record OfferRow
{
    public required string Id { get; init; }

    /// <summary>What people say to each other; a new one after five wrong tries.</summary>
    public required string Code { get; init; }

    /// <summary>The same as a link.</summary>
    public required string Link { get; init; }

    /// <summary>Where a browser without Shoal on the same network gets it; empty unless it is let.</summary>
    public IReadOnlyList<string> Pages { get; init; } = [];

    /// <summary>What is at the top: file and folder names.</summary>
    public required IReadOnlyList<string> Names { get; init; }
    public int Files { get; init; }
    public long Size { get; init; }

    /// <summary>Bytes hashed; a receiver gets nothing before all are.</summary>
    public long Hashed { get; init; }

    /// <summary>New receivers are let in.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Why it ended.</summary>
    public string? Ended { get; init; }

    /// <summary>Unix seconds.</summary>
    public long Expires { get; init; }

    /// <summary>Wrong codes tried at it.</summary>
    public int Strikes { get; init; }
    public long Uploaded { get; init; }
    public long UpRate { get; init; }
    public required IReadOnlyList<OfferReceiver> Receivers { get; init; }

    internal static OfferRow Of(string id, CodeSenderSnapshot offer) => new()
    {
        Id = id,
        Code = offer.Code,
        Link = offer.Link,
        Names = offer.Manifest?.TopNames ?? [],
        Files = offer.Manifest?.FileCount ?? 0,
        Size = offer.Manifest?.TotalBytes ?? offer.TotalBytes,
        Hashed = offer.HashedBytes,
        IsOpen = offer.IsOpen,
        Ended = offer.Ended,
        Expires = offer.ExpiresAt.ToUnixTimeSeconds(),
        Strikes = offer.Strikes,
        Uploaded = offer.UploadedBytes,
        UpRate = offer.UploadRate,
        Receivers = [.. offer.Receivers.Select(OfferReceiver.Of)],
    };
}
