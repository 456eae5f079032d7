namespace Shoal.Core.PeerWire;

/// <summary>This hash request will not be answered (BEP 52); the numbers are those of the request.</summary>
public readonly record struct HashRejectMessage(HashRange Range) : IPeerMessage<HashRejectMessage>
{
    public static PeerMessageId Id => PeerMessageId.HashReject;
    public int FrameLength => FrameHead.Size + HashRange.Size;

    public static bool TryRead(ReadOnlySpan<byte> payload, out HashRejectMessage message)
    {
        var read = HashRange.TryRead(payload, out var range) && payload.Length == HashRange.Size;
        message = read ? new(range) : default;
        return read;
    }

    public void Write(Span<byte> destination) => Range.Write(FrameHead.Write(destination, Id, HashRange.Size));
}
