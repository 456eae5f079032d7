namespace Shoal.Core.Dht;

/// <summary>A query as it came.</summary>
/// <param name="from">Where from, by the datagram itself.</param>
/// <param name="message">What it says.</param>
/// <param name="bytes">How long it was.</param>
internal readonly ref struct DhtQuery(NodeAddress from, KrpcMessage message, int bytes)
{
    public NodeAddress From { get; } = from;
    public KrpcMessage Message { get; } = message;
    public int Bytes { get; } = bytes;
}
