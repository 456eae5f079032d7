using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Dht;

/// <summary>What a node keeps between two runs: its id and nodes to begin with.</summary>
/// <remarks>Read as any input: bounded, never throwing; what is damaged is left out, and the ids of nodes are believed only when they answer.</remarks>
/// <param name="Id">Its own; null when none was kept.</param>
/// <param name="Nodes">Of one family.</param>
public sealed record SavedNodes(NodeId? Id, IReadOnlyList<NodeContact> Nodes)
{
    /// <summary>Where the node with that id was: another program may use the file at the same time, and is another node then. 0: not known.</summary>
    public int Port { get; init; }

    /// <summary>Nodes kept of a family, and the longest file read, in bytes.</summary>
    public const int MaxNodes = 200;
    public const int MaxFileBytes = 32 * 1024;

    public static SavedNodes Empty { get; } = new(null, []);

    /// <summary>Reads both families; false when the bytes are none of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out SavedNodes v4, out SavedNodes v6)
    {
        (v4, v6) = (Empty, Empty);
        if (file.Length > MaxFileBytes) return false;
        var reader = new BencodeReader(file, maxDepth: 4, maxTokens: 100);
        if (!reader.TryReadDictionary()) return false;
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("id"u8) && reader.TryReadString(out var id)) v4 = v4 with { Id = IdOf(id) };
            else if (key.SequenceEqual("id6"u8) && reader.TryReadString(out var id6)) v6 = v6 with { Id = IdOf(id6) };
            else if (key.SequenceEqual("port"u8) && reader.TryReadInteger(out var port)) v4 = v4 with { Port = PortOf(port) };
            else if (key.SequenceEqual("port6"u8) && reader.TryReadInteger(out var port6)) v6 = v6 with { Port = PortOf(port6) };
            else if (key.SequenceEqual("nodes"u8) && reader.TryReadString(out var nodes)) v4 = v4 with { Nodes = NodesOf(nodes, NodeContact.SizeV4) };
            else if (key.SequenceEqual("nodes6"u8) && reader.TryReadString(out var nodes6)) v6 = v6 with { Nodes = NodesOf(nodes6, NodeContact.SizeV6) };
        }

        return reader.Error == BencodeError.None;
    }

    public static byte[] Write(SavedNodes v4, SavedNodes v6)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        WriteId(writer, "id"u8, v4.Id);
        WriteId(writer, "id6"u8, v6.Id);
        writer.WriteString("nodes"u8, BytesOf(v4.Nodes, NodeContact.SizeV4));
        writer.WriteString("nodes6"u8, BytesOf(v6.Nodes, NodeContact.SizeV6));
        writer.WriteInteger("port"u8, v4.Port);
        writer.WriteInteger("port6"u8, v6.Port);
        writer.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    private static NodeId? IdOf(ReadOnlySpan<byte> bytes) => bytes.Length == NodeId.Size ? new NodeId(bytes) : null;

    private static int PortOf(long port) => port is > 0 and <= ushort.MaxValue ? (int)port : 0;

    private static List<NodeContact> NodesOf(ReadOnlySpan<byte> bytes, int size)
    {
        List<NodeContact> nodes = [];
        while (nodes.Count < MaxNodes && NodeContact.TryTake(ref bytes, size, out var node))
            if (node.Address.Port != 0 && node.Address.Scope != Primitives.AddressScope.Unusable) nodes.Add(node);
        return nodes;
    }

    private static byte[] BytesOf(IReadOnlyList<NodeContact> nodes, int size)
    {
        var bytes = new byte[Math.Min(nodes.Count, MaxNodes) * size];
        for (var i = 0; i * size < bytes.Length; i++) nodes[i].Write(bytes.AsSpan(i * size));
        return bytes;
    }

    private static void WriteId(BencodeWriter writer, ReadOnlySpan<byte> key, NodeId? id)
    {
        if (id is not { } known) return;
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        known.CopyTo(bytes);
        writer.WriteString(key, bytes);
    }
}
