namespace Shoal.Engine.Peers;

/// <summary>A peer broke the protocol; caught where its connection ends, never further.</summary>
internal sealed class PeerProtocolException(string message) : Exception(message);
