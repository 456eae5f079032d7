namespace Shoal.Core.Extensions;

/// <summary>Answers who asks for the info dictionary (BEP 9).</summary>
/// <param name="info">The info dictionary byte for byte.</param>
public sealed class MetadataServer(ReadOnlyMemory<byte> info)
{
    /// <summary>A peer gets everything this many times over, then no more than <see cref="RefillPerSecond"/>; BEP 9 proposes such a factor.</summary>
    public const int FloodFactor = 2;

    /// <summary>Blocks a second once a peer has had its share.</summary>
    public const int RefillPerSecond = 1;

    /// <summary>Length of the info dictionary in bytes: "metadata_size" of our handshake.</summary>
    public int TotalBytes => info.Length;

    public int BlockCount => (info.Length + MetadataMessage.BlockSize - 1) / MetadataMessage.BlockSize;

    /// <summary>What a new peer may ask for; keep it with the connection.</summary>
    public RequestBudget NewBudget() => new(BlockCount * FloodFactor + 4, RefillPerSecond);

    /// <summary>The block, or a reject when there is no such block or the peer asks too much.</summary>
    public MetadataMessage Answer(int piece, RequestBudget budget, TimeSpan now)
    {
        if ((uint)piece >= (uint)BlockCount || !budget.TrySpend(now)) return MetadataMessage.Reject(piece);
        var offset = piece * MetadataMessage.BlockSize;
        var length = Math.Min(MetadataMessage.BlockSize, info.Length - offset);
        return MetadataMessage.OfData(piece, info.Length, info.Span.Slice(offset, length));
    }
}
