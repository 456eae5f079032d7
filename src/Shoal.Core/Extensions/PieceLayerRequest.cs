using Shoal.Core.PeerWire;
using Shoal.Core.Torrents;

namespace Shoal.Core.Extensions;

/// <summary>A request to send: ask this peer for these hashes (BEP 52).</summary>
public readonly record struct PieceLayerRequest(PeerHandle Peer, HashRange Range);
