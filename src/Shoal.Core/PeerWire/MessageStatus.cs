namespace Shoal.Core.PeerWire;

/// <summary>What <see cref="PeerMessageReader.Dispatch"/> did with a body.</summary>
public enum MessageStatus
{
    /// <summary>The handler was called; or it was a keep-alive, which has nothing to say.</summary>
    Handled,

    /// <summary>A known id with a payload that cannot be its own: drop the peer.</summary>
    Malformed,

    /// <summary>An id we do not know: ignore it (BEP 3).</summary>
    Unknown,
}
