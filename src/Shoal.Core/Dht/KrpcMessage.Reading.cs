using Shoal.Core.Bencoding;

namespace Shoal.Core.Dht;

public ref partial struct KrpcMessage
{
    /// <summary>Reads one datagram; false when it is none of the DHT's. Fields of the wrong kind count as missing, unknown ones are skipped.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out KrpcMessage message)
    {
        message = default;
        if (datagram.Length > MaxDatagramBytes || datagram is not [(byte)'d', ..]) return false;
        var reader = new BencodeReader(datagram, MaxDepth, MaxTokens);
        KrpcMessage read = default;
        var kind = ReadOnlySpan<byte>.Empty;
        if (!reader.TryReadDictionary()) return false;
        while (reader.ReadKey(out var key))
        {
            switch (key)
            {
                case [(byte)'a'] or [(byte)'r']: read.ReadBody(ref reader); break;
                case [(byte)'e']: read.ReadError(ref reader); break;
                case [(byte)'i', (byte)'p'] when reader.TryReadString(out var ip): read.YourAddress = ip; break;
                case [(byte)'q'] when reader.TryReadString(out var method): read.Method = MethodOf(method); break;
                case [(byte)'r', (byte)'o']: read.IsReadOnly = ReadFlag(ref reader); break;
                case [(byte)'t'] when reader.TryReadString(out var transaction): read.Transaction = transaction; break;
                case [(byte)'v'] when reader.TryReadString(out var version): read.Version = version; break;
                case [(byte)'y'] when reader.TryReadString(out var y): kind = y; break;
                default: break;
            }
        }

        // Bytes after the dictionary are nobody's business: some old clients send a newline there.
        if (reader.Error != BencodeError.None || read.Transaction.Length is 0 or > MaxTransactionBytes) return false;
        read.Kind = kind is [(byte)'q'] ? KrpcKind.Query : kind is [(byte)'r'] ? KrpcKind.Reply : KrpcKind.Error;
        message = read;
        return kind is [(byte)'q'] or [(byte)'r'] or [(byte)'e'];
    }

    private static KrpcMethod MethodOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("ping"u8) ? KrpcMethod.Ping
        : name.SequenceEqual("find_node"u8) ? KrpcMethod.FindNode
        : name.SequenceEqual("get_peers"u8) ? KrpcMethod.GetPeers
        : name.SequenceEqual("announce_peer"u8) ? KrpcMethod.AnnouncePeer
        : name.SequenceEqual("get"u8) ? KrpcMethod.Get
        : name.SequenceEqual("put"u8) ? KrpcMethod.Put
        : name.SequenceEqual("sample_infohashes"u8) ? KrpcMethod.SampleInfohashes
        : KrpcMethod.Unknown;

    private void ReadBody(scoped ref BencodeReader reader)
    {
        if (!reader.TryReadDictionary()) return;
        while (reader.ReadKey(out var key))
        {
            if (!ReadOfPeers(key, ref reader)) ReadOfItems(key, ref reader);
        }
    }

    // Each branch takes the value it knows; false leaves it to the next.
    private bool ReadOfPeers(ReadOnlySpan<byte> key, scoped ref BencodeReader reader)
    {
        if (key.SequenceEqual("id"u8)) Id = ReadId(ref reader);
        else if (key.SequenceEqual("target"u8) || key.SequenceEqual("info_hash"u8)) Target = ReadId(ref reader);
        else if (key.SequenceEqual("token"u8)) Token = ReadString(ref reader);
        else if (key.SequenceEqual("nodes"u8)) Nodes = ReadString(ref reader);
        else if (key.SequenceEqual("nodes6"u8)) Nodes6 = ReadString(ref reader);
        else if (key.SequenceEqual("values"u8)) Values = ReadRaw(ref reader);
        else if (key.SequenceEqual("port"u8)) Port = ReadInteger(ref reader) is >= 0 and <= ushort.MaxValue and var port ? (int)port : null;
        else if (key.SequenceEqual("implied_port"u8)) IsPortImplied = ReadFlag(ref reader);
        else if (key.SequenceEqual("seed"u8)) IsSeed = ReadFlag(ref reader);
        else if (key.SequenceEqual("noseed"u8)) WantsNoSeeds = ReadFlag(ref reader);
        else if (key.SequenceEqual("scrape"u8)) WantsScrape = ReadFlag(ref reader);
        else if (key.SequenceEqual("want"u8)) ReadWants(ref reader);
        else return false;
        return true;
    }

    private void ReadOfItems(ReadOnlySpan<byte> key, scoped ref BencodeReader reader)
    {
        if (key.SequenceEqual("BFsd"u8)) SeedFilter = ReadString(ref reader);
        else if (key.SequenceEqual("BFpe"u8)) PeerFilter = ReadString(ref reader);
        else if (key.SequenceEqual("samples"u8)) SetSamples(ReadString(ref reader));
        else if (key.SequenceEqual("num"u8)) SampleCount = ReadInteger(ref reader);
        else if (key.SequenceEqual("interval"u8)) SampleInterval = ReadInteger(ref reader);
        else if (key.SequenceEqual("v"u8)) Item = ReadRaw(ref reader);
        else if (key.SequenceEqual("k"u8)) PublicKey = ReadString(ref reader);
        else if (key.SequenceEqual("sig"u8)) Signature = ReadString(ref reader);
        else if (key.SequenceEqual("seq"u8)) Sequence = ReadInteger(ref reader);
        else if (key.SequenceEqual("cas"u8)) Cas = ReadInteger(ref reader);
        else if (key.SequenceEqual("salt"u8)) Salt = ReadString(ref reader);
    }

    private void SetSamples(ReadOnlySpan<byte> samples)
    {
        HasSamples = true;
        Samples = samples;
    }

    private void ReadWants(scoped ref BencodeReader reader)
    {
        if (!reader.TryReadList()) return;
        while (reader.NextItem())
        {
            if (!reader.TryReadString(out var want)) continue;
            if (want.SequenceEqual("n4"u8)) Wants |= DhtWants.Nodes;
            if (want.SequenceEqual("n6"u8)) Wants |= DhtWants.Nodes6;
        }
    }

    private void ReadError(scoped ref BencodeReader reader)
    {
        if (!reader.TryReadList() || !reader.NextItem()) return;
        ErrorCode = reader.TryReadInteger(out var code) ? code : 0;
        if (reader.NextItem() && reader.TryReadString(out var text)) ErrorText = text;
        while (reader.NextItem() && reader.SkipValue())
        {
            // More than BEP 5 knows of.
        }
    }

    private static NodeId? ReadId(scoped ref BencodeReader reader) =>
        reader.TryReadString(out var bytes) && bytes.Length == NodeId.Size ? new NodeId(bytes) : null;

    private static ReadOnlySpan<byte> ReadString(scoped ref BencodeReader reader) => reader.TryReadString(out var value) ? value : default;
    private static ReadOnlySpan<byte> ReadRaw(scoped ref BencodeReader reader) => reader.TryReadRaw(out var value) ? value : default;
    private static long? ReadInteger(scoped ref BencodeReader reader) => reader.TryReadInteger(out var value) ? value : null;
    private static bool ReadFlag(scoped ref BencodeReader reader) => reader.TryReadInteger(out var value) && value != 0;
}
