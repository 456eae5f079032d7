using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;
using Shoal.Core.Dht;

namespace Shoal.Fuzz.Targets;

internal static class DhtTargets
{
    private static readonly NodeAddress Stranger = new([203, 0, 114, 77], 6881);
    private static readonly string[] Datagrams =
    [
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe",
        "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz1234564:wantl2:n42:n6ee1:q9:find_node1:t2:aa1:y1:qe",
        "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234566:noseedi1e6:scrapei1ee1:q9:get_peers1:t2:aa1:y1:qe",
        "d1:rd2:id20:abcdefghij01234567895:nodes26:abcdefghij0123456789axje.u5:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t4:aaaa1:y1:re",
        "d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe",
        "d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee",
        "d1:ad3:casi1e2:id20:abcdefghij01234567891:k32:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa4:salt6:foobar3:seqi4e3:sig4:sigh5:token8:aoeusnth1:v12:Hello World!e1:q3:put1:t2:aa1:y1:qe",
        "d2:ip6:abcdef1:rd2:id20:abcdefghij01234567898:intervali60e5:nodes0:3:numi7e7:samples20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re",
    ];

    public static FuzzTarget[] All =>
    [
        new("krpc", () => [.. Datagrams.Select(Encoding.Latin1.GetBytes)], RunMessage) { Words = BencodeTargets.Words, MaxInputBytes = 1_600 },
        new("dht-node", () => [.. Datagrams.Select(Encoding.Latin1.GetBytes)], RunNode) { Words = BencodeTargets.Words, MaxInputBytes = 1_600 },
        new("dht-nodes-file", () =>
        [
            SavedNodes.Write(new SavedNodes(new NodeId("abcdefghij0123456789"u8), [new NodeContact(default, Stranger)]), SavedNodes.Empty),
        ], RunFile) { Words = BencodeTargets.Words, MaxInputBytes = SavedNodes.MaxFileBytes + 100 },
    ];

    private static int RunMessage(byte[] input)
    {
        if (!KrpcMessage.TryRead(input, out var message)) return 0;
        var output = new ArrayBufferWriter<byte>();
        message.Write(new BencodeWriter(output));
        Promise.Holds(message.Kind != KrpcKind.Query || message.Method == KrpcMethod.Unknown || KrpcMessage.TryRead(output.WrittenSpan, out _) || output.WrittenCount > KrpcMessage.MaxDatagramBytes, "what was written reads back");
        var peers = 0;
        var list = new CompactValues(message.Values);
        while (list.TryNext(out var peer))
        {
            Promise.Holds(peer.Port != 0, "a peer can be dialled");
            peers++;
        }

        Promise.Holds(peers <= KrpcMessage.MaxTokens, "peers are bounded");
        return HashCode.Combine(message.Kind, message.Method, message.Id is null, message.Target is null, message.Wants, message.Token.IsEmpty, peers > 0, message.Item.IsEmpty);
    }

    // Twice, from one who is asked back: the second time it is in the table.
    private static int RunNode(byte[] input)
    {
        var node = new DhtNode(new DhtOptions(), isV6: false, new DhtSecrets(1, 2, 3), new NodeId("zzzzzzzzzzzzzzzzzzzz"u8));
        var outputs = new DhtOutputs();
        node.FindPeers(new NodeId("mnopqrstuvwxyz123456"u8).ToInfoHash(), new PeerSearchTerms(7000), TimeSpan.Zero, outputs);
        node.Bootstrap([Stranger], TimeSpan.Zero, outputs);
        outputs.Clear();
        var sent = 0;
        for (var second = 1; second <= 3; second++)
        {
            node.Receive(Stranger, input, TimeSpan.FromSeconds(second), outputs);
            for (var i = 0; i < outputs.Count; i++)
            {
                sent++;
                Promise.Holds(outputs.BytesOf(outputs[i]).Length <= DhtDesk.MaxAnswerBytes, "no datagram is too long");
            }

            outputs.Clear();
            node.Tick(TimeSpan.FromSeconds(second * 10), outputs);
            outputs.Clear();
        }

        return sent;
    }

    private static int RunFile(byte[] input)
    {
        if (!SavedNodes.TryRead(input, out var v4, out var v6)) return 0;
        Promise.Holds(v4.Nodes.Count <= SavedNodes.MaxNodes && v6.Nodes.Count <= SavedNodes.MaxNodes, "nodes are bounded");
        Promise.Holds(v4.Nodes.All(node => !node.Address.IsV6) && v6.Nodes.All(node => node.Address.IsV6), "each family in its own list");
        return HashCode.Combine(v4.Id is null, v6.Id is null, v4.Nodes.Count, v6.Nodes.Count);
    }
}
