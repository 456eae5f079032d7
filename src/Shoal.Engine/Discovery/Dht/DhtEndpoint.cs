using Shoal.Core.Dht;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Dht;

/// <summary>The DHT of one address family: a node and the socket it speaks by.</summary>
internal sealed record DhtEndpoint(DhtNode Node, DatagramSocket Socket);
