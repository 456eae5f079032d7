using System.Buffers;
using System.Net;
using Shoal.Core.Bencoding;
using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

/// <summary>A node to talk to by hand: what goes in is a message, what comes out are datagrams.</summary>
internal sealed class TestNode
{
    public static readonly NodeAddress Stranger = NodeAddress.From(IPAddress.Parse("203.0.114.77"), 6881);
    public static readonly NodeId Point = new("mnopqrstuvwxyz123456"u8);
    public static readonly NodeId StrangerId = SecureNodeId.Create(Stranger, new NodeId("abcdefghij0123456789"u8));

    public TestNode(DhtOptions? options = null, bool isV6 = false, DhtOutputs? outputs = null)
    {
        Node = new DhtNode(options ?? new DhtOptions(), isV6, new DhtSecrets(11, 22, 33));
        Outputs = outputs ?? new DhtOutputs();
    }

    public delegate void Edit(ref KrpcMessage message);

    public DhtNode Node { get; }
    public DhtOutputs Outputs { get; }
    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Asks, and takes all that is sent on it.</summary>
    public List<Sent> Ask(KrpcMethod method, Edit? edit = null, NodeAddress? from = null)
    {
        var query = new KrpcMessage { Kind = KrpcKind.Query, Method = method, Transaction = "aa"u8, Id = StrangerId };
        if (method != KrpcMethod.Ping) query.Target = Point;
        edit?.Invoke(ref query);
        return Receive(from ?? Stranger, Write(query));
    }

    public List<Sent> Receive(NodeAddress from, byte[] datagram)
    {
        Node.Receive(from, datagram, Now, Outputs);
        return Take();
    }

    public List<Sent> Tick(TimeSpan now)
    {
        Node.Tick(Now = now, Outputs);
        return Take();
    }

    public List<Sent> Take()
    {
        var sent = new List<Sent>();
        for (var i = 0; i < Outputs.Count; i++) sent.Add(new Sent(Outputs[i], Outputs.BytesOf(Outputs[i]).ToArray()));
        Outputs.Clear();
        return sent;
    }

    /// <summary>Answers a question of the node as its addressee would.</summary>
    public List<Sent> Answer(Sent question, Edit? edit = null, NodeId? id = null)
    {
        Assert.True(KrpcMessage.TryRead(question.Bytes, out var query));
        var reply = new KrpcMessage
        {
            Kind = KrpcKind.Reply,
            Transaction = query.Transaction,
            Id = id ?? SecureNodeId.Create(question.Output.Address, new NodeId("abcdefghij0123456789"u8)),
        };
        edit?.Invoke(ref reply);
        return Receive(question.Output.Address, Write(reply));
    }

    public static byte[] Write(in KrpcMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        message.Write(new BencodeWriter(output));
        return output.WrittenSpan.ToArray();
    }
}

/// <summary>An output with its bytes.</summary>
internal sealed record Sent(DhtOutput Output, byte[] Bytes)
{
    public KrpcMessage Message => KrpcMessage.TryRead(Bytes, out var message) ? message : default;
    public bool IsTo(NodeAddress address) => Output.Kind == DhtOutputKind.Send && Output.Address == address;
    public bool Is(KrpcMethod method) => Output.Kind == DhtOutputKind.Send && Message.Kind == KrpcKind.Query && Message.Method == method;
    public bool IsReply => Output.Kind == DhtOutputKind.Send && Message.Kind == KrpcKind.Reply;
}
