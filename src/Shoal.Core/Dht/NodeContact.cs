namespace Shoal.Core.Dht;

/// <summary>A node as told on the wire: id and address (BEP 5 "compact node info").</summary>
public readonly record struct NodeContact(NodeId Id, NodeAddress Address)
{
    /// <summary>Bytes on the wire.</summary>
    public const int SizeV4 = NodeId.Size + NodeAddress.SizeV4;
    public const int SizeV6 = NodeId.Size + NodeAddress.SizeV6;

    /// <summary>Takes the first node off; false when none, or only a torn one, is left.</summary>
    /// <param name="nodes">Nodes end to end; moves past the one read.</param>
    /// <param name="size"><see cref="SizeV4"/> or <see cref="SizeV6"/>.</param>
    /// <param name="contact">The node.</param>
    public static bool TryTake(ref ReadOnlySpan<byte> nodes, int size, out NodeContact contact)
    {
        contact = default;
        if (nodes.Length < size || !NodeAddress.TryReadCompact(nodes[NodeId.Size..size], out var address)) return false;
        contact = new NodeContact(new NodeId(nodes[..NodeId.Size]), address);
        nodes = nodes[size..];
        return true;
    }

    /// <summary>Writes 26 or 38 bytes; returns how many.</summary>
    public int Write(Span<byte> destination)
    {
        Id.CopyTo(destination);
        return NodeId.Size + Address.WriteCompact(destination[NodeId.Size..]);
    }
}
