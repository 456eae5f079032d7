namespace Shoal.Core.Dht;

/// <summary>What is asked (BEP 5; get and put are BEP 44, sample_infohashes is BEP 51).</summary>
public enum KrpcMethod
{
    /// <summary>One we do not know: answered with error 204, or with nodes when it names a target.</summary>
    Unknown,
    Ping,
    FindNode,
    GetPeers,
    AnnouncePeer,
    Get,
    Put,
    SampleInfohashes,
}
