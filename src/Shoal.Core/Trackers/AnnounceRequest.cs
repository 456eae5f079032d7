using Shoal.Core.Primitives;

namespace Shoal.Core.Trackers;

/// <summary>What a client tells a tracker, over HTTP (BEP 3, 23) or UDP (BEP 15) alike. As it was sent: nothing here is proven.</summary>
public readonly record struct AnnounceRequest
{
    /// <summary>Value of <see cref="NumWant"/> that leaves the number to the tracker.</summary>
    public const int DefaultNumWant = -1;

    public AnnounceRequest()
    {
    }

    public InfoHash InfoHash { get; init; }
    public PeerId PeerId { get; init; }

    /// <summary>Where the client listens; 1 to 65,535, or 0 when it does not.</summary>
    public int Port { get; init; }

    /// <summary>Bytes sent and received since "started".</summary>
    public long Uploaded { get; init; }
    public long Downloaded { get; init; }

    /// <summary>Bytes missing; 0 makes it a seed.</summary>
    public long Left { get; init; }
    public AnnounceEvent Event { get; init; }

    /// <summary>Peers wanted; below 0 the tracker chooses.</summary>
    public int NumWant { get; init; } = DefaultNumWant;

    /// <summary>Drawn by the client once; lets it be known again behind a new address.</summary>
    public uint Key { get; init; }

    /// <summary>Peers as 6 or 18 bytes each (BEP 23); only HTTP has a choice.</summary>
    public bool IsCompact { get; init; } = true;

    /// <summary>In a list of dictionaries, leave the peer ids out (BEP 23).</summary>
    public bool NoPeerId { get; init; }

    /// <summary>What the tracker said its id was, given back (BEP 3); null when it said none.</summary>
    public string? TrackerId { get; init; }

    public bool IsSeed => Left == 0;
}
