using System.Buffers;
using Shoal.Core.Bencoding;
using Shoal.Core.Dht;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Dht;

/// <summary>How a lying node answers: with nodes that seem nearer than anybody and are dead or liars too, with peers that are none, with tokens that are
/// worth nothing. What is announced to it is forgotten.</summary>
internal static class Liars
{
    /// <summary>False leaves the datagram to the honest half of the node: its own searches.</summary>
    public static bool Answer(DhtSimulation world, SimNode liar, NodeAddress from, byte[] datagram)
    {
        if (!KrpcMessage.TryRead(datagram, out var query) || query.Kind != KrpcKind.Query || query.Method == KrpcMethod.Ping) return false;
        var reply = new KrpcMessage { Kind = KrpcKind.Reply, Transaction = query.Transaction, Id = liar.Node.Id, Token = "lies"u8, YourAddress = new byte[] { 9, 9, 9, 9, 9, 9 } };
        if (query.Target is { } target)
        {
            reply.Nodes = Nodes(world, target);
            if (query.Method == KrpcMethod.GetPeers) reply.Values = Peers(world);
        }

        var output = new ArrayBufferWriter<byte>();
        reply.Write(new BencodeWriter(output));
        world.Post(liar.Address, from, output.WrittenSpan.ToArray());
        return true;
    }

    private static byte[] Nodes(DhtSimulation world, NodeId target)
    {
        var nodes = new byte[8 * NodeContact.SizeV4];
        for (var i = 0; i < 8; i++)
        {
            var address = i % 2 == 0 ? world.NewAddress() : LiarNear(world)?.Address ?? world.NewAddress();
            new NodeContact(target.Cousin(80 + world.Random.Next(60), world.NewId()), address).Write(nodes.AsSpan(i * NodeContact.SizeV4));
        }

        return nodes;
    }

    private static SimNode? LiarNear(DhtSimulation world)
    {
        for (var tries = 0; tries < 20; tries++)
            if (world.AnyAlive() is { IsLiar: true } other) return other;
        return null;
    }

    private static byte[] Peers(DhtSimulation world)
    {
        var values = new byte[2 + 5 * CompactValues.SizeOf(isV6: false)];
        values[0] = (byte)'l';
        for (var i = 0; i < 5; i++) CompactValues.Write(world.NewAddress(), values.AsSpan(1 + i * CompactValues.SizeOf(isV6: false)));
        values[^1] = (byte)'e';
        return values;
    }
}
