using System.Net;
using Shoal.Core.Codes;

namespace Shoal.Engine.Sessions;

/// <summary>How a receiver stands at one moment.</summary>
public sealed record CodeReceiverSnapshot
{
    public required CodeReceiverPhase Phase { get; init; }

    /// <summary>Senders under these digits that the code does not fit.</summary>
    public int WrongSenders { get; init; }

    /// <summary>The sender, once it has proven itself.</summary>
    public IPEndPoint? Sender { get; init; }

    /// <summary>How far away it is; meaningful with <see cref="Sender"/>.</summary>
    public PeerReach SenderReach { get; init; }

    /// <summary>Null before the offer.</summary>
    public CodeManifest? Manifest { get; init; }

    /// <summary>Bytes verified, those of earlier attempts included.</summary>
    public long DoneBytes { get; init; }
    public long TotalBytes { get; init; }

    /// <summary>Bytes that were here from an earlier attempt.</summary>
    public long ResumedBytes { get; init; }

    /// <summary>Payload bytes a second.</summary>
    public long Rate { get; init; }

    /// <summary>Whom it gets pieces from.</summary>
    public IReadOnlyList<PeerSnapshot> Peers { get; init; } = [];

    /// <summary>Bytes the sender has hashed; meaningful in <see cref="CodeReceiverPhase.Preparing"/>.</summary>
    public long PreparedBytes { get; init; }
}
