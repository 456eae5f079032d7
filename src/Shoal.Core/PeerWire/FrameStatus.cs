namespace Shoal.Core.PeerWire;

/// <summary>What <see cref="PeerFrame.TryRead"/> found.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame; an empty body is a keep-alive.</summary>
    Complete,

    /// <summary>The rest has not arrived.</summary>
    NeedMoreData,

    /// <summary>The length is over the limit: drop the peer, do not wait for the body.</summary>
    TooLong,
}
