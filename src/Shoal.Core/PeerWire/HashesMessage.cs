namespace Shoal.Core.PeerWire;

/// <summary>Answers a hash request (BEP 52). Points into the buffer it was read from.</summary>
/// <param name="range">The numbers of the request.</param>
/// <param name="hashes">32 bytes each: first the hashes of the base layer, then an uncle a layer, from below.</param>
public readonly ref struct HashesMessage(HashRange range, ReadOnlySpan<byte> hashes) : IPeerMessage<HashesMessage>
{
    public static PeerMessageId Id => PeerMessageId.Hashes;

    public HashRange Range { get; } = range;

    /// <summary>32 bytes each: the base layer's, then the uncles. As the peer sent them, proven by nobody yet.</summary>
    public ReadOnlySpan<byte> Hashes { get; } = hashes;

    public int FrameLength => FrameHead.Size + HashRange.Size + Hashes.Length;

    public static bool TryRead(ReadOnlySpan<byte> payload, out HashesMessage message)
    {
        message = default;
        if (!HashRange.TryRead(payload, out var range)) return false;
        var hashes = payload[HashRange.Size..];
        if (hashes.Length % Primitives.Sha256Hash.Size != 0) return false;
        message = new(range, hashes);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        var payload = FrameHead.Write(destination, Id, HashRange.Size + Hashes.Length);
        Range.Write(payload);
        Hashes.CopyTo(payload[HashRange.Size..]);
    }
}
