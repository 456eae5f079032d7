using Shoal.Core.Bencoding;

namespace Shoal.Core.Dht;

public ref partial struct KrpcMessage
{
    /// <summary>Writes the datagram; only fields that are set.</summary>
    public readonly void Write(BencodeWriter writer)
    {
        writer.WriteStartDictionary();
        if (Kind == KrpcKind.Query)
        {
            writer.WriteKey("a"u8);
            WriteBody(writer);
        }
        else if (Kind == KrpcKind.Error)
        {
            writer.WriteKey("e"u8);
            writer.WriteStartList();
            writer.WriteInteger(ErrorCode);
            writer.WriteString(ErrorText);
            writer.WriteEnd();
        }

        WriteSet(writer, "ip"u8, YourAddress);
        if (Kind == KrpcKind.Query) writer.WriteString("q"u8, NameOf(Method));
        if (Kind == KrpcKind.Reply)
        {
            writer.WriteKey("r"u8);
            WriteBody(writer);
        }

        WriteSet(writer, "ro"u8, IsReadOnly);
        writer.WriteString("t"u8, Transaction);
        WriteSet(writer, "v"u8, Version);
        writer.WriteString("y"u8, Kind switch { KrpcKind.Query => "q"u8, KrpcKind.Reply => "r"u8, _ => "e"u8 });
        writer.WriteEnd();
    }

    private static ReadOnlySpan<byte> NameOf(KrpcMethod method) => method switch
    {
        KrpcMethod.Ping => "ping"u8,
        KrpcMethod.FindNode => "find_node"u8,
        KrpcMethod.GetPeers => "get_peers"u8,
        KrpcMethod.AnnouncePeer => "announce_peer"u8,
        KrpcMethod.Get => "get"u8,
        KrpcMethod.Put => "put"u8,
        KrpcMethod.SampleInfohashes => "sample_infohashes"u8,
        _ => "vote"u8,   // only tests write a method nobody knows
    };

    // Keys sort as bytes: capitals first.
    private readonly void WriteBody(BencodeWriter writer)
    {
        var asksForPeers = Method is KrpcMethod.GetPeers or KrpcMethod.AnnouncePeer && Kind == KrpcKind.Query;
        writer.WriteStartDictionary();
        WriteSet(writer, "BFpe"u8, PeerFilter);
        WriteSet(writer, "BFsd"u8, SeedFilter);
        WriteSet(writer, "cas"u8, Cas);
        WriteSet(writer, "id"u8, Id);
        WriteSet(writer, "implied_port"u8, IsPortImplied);
        if (asksForPeers) WriteSet(writer, "info_hash"u8, Target);
        WriteSet(writer, "interval"u8, SampleInterval);
        WriteSet(writer, "k"u8, PublicKey);
        WriteSet(writer, "nodes"u8, Nodes);
        WriteSet(writer, "nodes6"u8, Nodes6);
        WriteSet(writer, "noseed"u8, WantsNoSeeds);
        WriteSet(writer, "num"u8, SampleCount);
        WriteSet(writer, "port"u8, Port);
        WriteSet(writer, "salt"u8, Salt);
        if (HasSamples) writer.WriteString("samples"u8, Samples);
        WriteSet(writer, "scrape"u8, WantsScrape);
        WriteSet(writer, "seed"u8, IsSeed);
        WriteSet(writer, "seq"u8, Sequence);
        WriteSet(writer, "sig"u8, Signature);
        if (!asksForPeers) WriteSet(writer, "target"u8, Target);
        WriteSet(writer, "token"u8, Token);
        WriteRaw(writer, "v"u8, Item);
        WriteRaw(writer, "values"u8, Values);
        WriteWants(writer);
        writer.WriteEnd();
    }

    private readonly void WriteWants(BencodeWriter writer)
    {
        if (Wants == DhtWants.None) return;
        writer.WriteKey("want"u8);
        writer.WriteStartList();
        if ((Wants & DhtWants.Nodes) != 0) writer.WriteString("n4"u8);
        if ((Wants & DhtWants.Nodes6) != 0) writer.WriteString("n6"u8);
        writer.WriteEnd();
    }

    private static void WriteSet(BencodeWriter writer, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty) writer.WriteString(key, value);
    }

    private static void WriteSet(BencodeWriter writer, ReadOnlySpan<byte> key, long? value)
    {
        if (value is { } number) writer.WriteInteger(key, number);
    }

    private static void WriteSet(BencodeWriter writer, ReadOnlySpan<byte> key, bool value)
    {
        if (value) writer.WriteInteger(key, 1);
    }

    private static void WriteSet(BencodeWriter writer, ReadOnlySpan<byte> key, NodeId? id)
    {
        if (id is not { } known) return;
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        known.CopyTo(bytes);
        writer.WriteString(key, bytes);
    }

    private static void WriteRaw(BencodeWriter writer, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return;
        writer.WriteKey(key);
        writer.WriteRaw(value);
    }
}
