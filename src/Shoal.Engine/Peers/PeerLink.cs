using System.Net;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Peers;

/// <summary>A connection with a peer behind it whose handshake (BEP 3) was right.</summary>
/// <param name="Transport">Owned by whoever holds the link.</param>
/// <param name="Address">The other end.</param>
/// <param name="IsIncoming">It dialled us.</param>
/// <param name="Theirs">What it said.</param>
/// <param name="Name">The swarm both go on in: for a hybrid the v1 name, or the v2 one when the listener took up v2 (BEP 52).</param>
internal sealed record PeerLink(PeerTransport Transport, IPEndPoint Address, bool IsIncoming, Handshake Theirs, InfoHash Name);
