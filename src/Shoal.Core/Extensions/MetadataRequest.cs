using Shoal.Core.Torrents;

namespace Shoal.Core.Extensions;

/// <summary>A request to send: ask this peer for this block of the info dictionary.</summary>
public readonly record struct MetadataRequest(PeerHandle Peer, int Piece);
