namespace Shoal.Core.PeerWire;

/// <summary>What <see cref="Handshake.TryRead"/> found.</summary>
public enum HandshakeStatus
{
    Complete,

    /// <summary>So far it is one; the rest has not arrived.</summary>
    NeedMoreData,

    /// <summary>Another protocol: perhaps an encrypted connection (MSE), else a stranger.</summary>
    NotBitTorrent,
}
