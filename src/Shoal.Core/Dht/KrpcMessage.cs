namespace Shoal.Core.Dht;

/// <summary>One datagram of the DHT (BEP 5): a view of received bytes, or what is to be written. No heap object.</summary>
/// <remarks>An empty span and a null mean that the field is not there.</remarks>
public ref partial struct KrpcMessage
{
    /// <summary>Longest datagram read, in bytes: what an Ethernet frame holds.</summary>
    public const int MaxDatagramBytes = 1500;

    /// <summary>Longest transaction id that is answered, in bytes; everybody uses 2 to 4.</summary>
    public const int MaxTransactionBytes = 32;

    /// <summary>Deepest nesting and most tokens of a datagram; a stored item may nest (BEP 44).</summary>
    public const int MaxDepth = 32;
    public const int MaxTokens = 1_000;

    public KrpcKind Kind { get; set; }
    public KrpcMethod Method { get; set; }

    /// <summary>"t": echoed in the answer.</summary>
    public ReadOnlySpan<byte> Transaction { get; set; }

    /// <summary>"v": client and version, usually two letters and two bytes.</summary>
    public ReadOnlySpan<byte> Version { get; set; }

    /// <summary>"ip": our address as the sender sees it, compact with port (BEP 42).</summary>
    public ReadOnlySpan<byte> YourAddress { get; set; }

    /// <summary>"ro": the sender answers no queries and belongs into no table (BEP 43).</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>"e": code and text.</summary>
    public long ErrorCode { get; set; }
    public ReadOnlySpan<byte> ErrorText { get; set; }

    /// <summary>"id": the sender's.</summary>
    public NodeId? Id { get; set; }

    /// <summary>"target" or "info_hash": the point asked about.</summary>
    public NodeId? Target { get; set; }

    public ReadOnlySpan<byte> Token { get; set; }

    /// <summary>"port" of an announcing peer; <see cref="IsPortImplied"/> says to take the datagram's source port instead.</summary>
    public int? Port { get; set; }
    public bool IsPortImplied { get; set; }

    /// <summary>"seed": the announcing peer has everything; "noseed": tell none of those (BEP 33).</summary>
    public bool IsSeed { get; set; }
    public bool WantsNoSeeds { get; set; }

    /// <summary>"scrape": wants the two filters (BEP 33).</summary>
    public bool WantsScrape { get; set; }
    public DhtWants Wants { get; set; }

    /// <summary>"nodes" and "nodes6": id and compact address end to end, 26 or 38 bytes each (BEP 5, BEP 32).</summary>
    public ReadOnlySpan<byte> Nodes { get; set; }
    public ReadOnlySpan<byte> Nodes6 { get; set; }

    /// <summary>"values": the bencoded list of compact peers, as <see cref="CompactValues"/> reads it.</summary>
    public ReadOnlySpan<byte> Values { get; set; }

    /// <summary>"BFsd" and "BFpe": seeds and other peers, 256 bytes each (BEP 33).</summary>
    public ReadOnlySpan<byte> SeedFilter { get; set; }
    public ReadOnlySpan<byte> PeerFilter { get; set; }

    /// <summary>"samples": info-hashes end to end, with "num" of all there are and "interval" in seconds (BEP 51).</summary>
    public ReadOnlySpan<byte> Samples { get; set; }
    public bool HasSamples { get; set; }
    public long? SampleCount { get; set; }
    public long? SampleInterval { get; set; }

    /// <summary>"v" of get and put, as bencoded; "k", "sig", "seq", "cas" and "salt" go with it (BEP 44).</summary>
    public ReadOnlySpan<byte> Item { get; set; }
    public ReadOnlySpan<byte> PublicKey { get; set; }
    public ReadOnlySpan<byte> Signature { get; set; }
    public long? Sequence { get; set; }
    public long? Cas { get; set; }
    public ReadOnlySpan<byte> Salt { get; set; }
}
