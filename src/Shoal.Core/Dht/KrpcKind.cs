namespace Shoal.Core.Dht;

/// <summary>What a datagram of the DHT is (BEP 5, "y").</summary>
public enum KrpcKind
{
    Query,
    Reply,
    Error,
}
