using Shoal.Core.Codes;

namespace Shoal.Engine.Sessions;

/// <summary>How an offer stands at one moment.</summary>
public sealed record CodeSenderSnapshot
{
    /// <summary>What people say to each other.</summary>
    public required string Code { get; init; }

    /// <summary>The same as a link, with a secret of its own.</summary>
    public required string Link { get; init; }

    /// <summary>New receivers are let in.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Why it is not open any more; null while it is.</summary>
    public string? Ended { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null until a pipe has ended.</summary>
    public CodeManifest? Manifest { get; init; }

    /// <summary>Bytes hashed; a receiver gets nothing before all are.</summary>
    public long HashedBytes { get; init; }

    /// <summary>Those of them that were read and hashed now, and not remembered from an earlier code.</summary>
    public long NewlyHashedBytes { get; init; }

    /// <summary>Bytes to hash, or read of a pipe so far.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Wrong codes tried at this code; the fifth makes a new one.</summary>
    public int Strikes { get; init; }

    /// <summary>Codes withdrawn before this one.</summary>
    public int CodesWithdrawn { get; init; }

    /// <summary>Payload bytes sent, all receivers together.</summary>
    public long UploadedBytes { get; init; }
    public long UploadRate { get; init; }

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<CodeReceiverEntry> Receivers { get; init; } = [];

    /// <summary>Trackers asked, as they last answered.</summary>
    public IReadOnlyList<TrackerSnapshot> Trackers { get; init; } = [];
}
