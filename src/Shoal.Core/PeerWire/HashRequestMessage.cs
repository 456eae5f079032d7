namespace Shoal.Core.PeerWire;

/// <summary>Asks for hashes of a file with the proof that they belong to its root (BEP 52).</summary>
public readonly record struct HashRequestMessage(HashRange Range) : IPeerMessage<HashRequestMessage>
{
    public static PeerMessageId Id => PeerMessageId.HashRequest;
    public int FrameLength => FrameHead.Size + HashRange.Size;

    public static bool TryRead(ReadOnlySpan<byte> payload, out HashRequestMessage message)
    {
        var read = HashRange.TryRead(payload, out var range) && payload.Length == HashRange.Size;
        message = read ? new(range) : default;
        return read;
    }

    public void Write(Span<byte> destination) => Range.Write(FrameHead.Write(destination, Id, HashRange.Size));
}
