using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Sessions;

/// <summary>What to send by a code, and to how many: set one of <see cref="Paths"/>, <see cref="Text"/> and <see cref="Stream"/>.</summary>
public sealed record SendCode
{
    /// <summary>Files and folders.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>A text, at most 256 KiB.</summary>
    public string? Text { get; init; }

    /// <summary>Bytes of a pipe: written to a temporary file first, whole. Read to its end; not disposed.</summary>
    public Stream? Stream { get; init; }

    /// <summary>How long the code lives. Default 1 h; 1 s to 30 d.</summary>
    public TimeSpan Expire { get; init => field = Require.InRange(value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)); } = TimeSpan.FromHours(1);

    /// <summary>How many may have it; then the code dies. 0 is as many as come. Default 0.</summary>
    public int MaxReceivers { get; init => field = Require.InRange(value, 0, 100_000); }

    /// <summary>Each receiver waits for <see cref="CodeSender.Decide"/>, after its code was right. Default false.</summary>
    public bool Confirm { get; init; }

    /// <summary>Trackers where the two sides may meet; they learn the code's digits (hashed), never the words. Default none.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Addresses where a receiver may be. Default none.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>Folder that remembers hashes between sends, so that sending the same again hashes nothing; null remembers nothing.</summary>
    public string? HashFolder { get; init; }
}
