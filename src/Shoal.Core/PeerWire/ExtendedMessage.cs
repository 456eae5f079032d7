namespace Shoal.Core.PeerWire;

/// <summary>A message of an extension (BEP 10). Points into the buffer it was read from.</summary>
/// <param name="extensionId">0 for the extension handshake; else the number the receiver gave the extension in its own.</param>
/// <param name="payload">What follows that number.</param>
public readonly ref struct ExtendedMessage(byte extensionId, ReadOnlySpan<byte> payload) : IPeerMessage<ExtendedMessage>
{
    public static PeerMessageId Id => PeerMessageId.Extended;

    public byte ExtensionId { get; } = extensionId;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public int FrameLength => FrameHead.Size + 1 + Payload.Length;

    public static bool TryRead(ReadOnlySpan<byte> payload, out ExtendedMessage message)
    {
        message = payload.IsEmpty ? default : new(payload[0], payload[1..]);
        return !payload.IsEmpty;
    }

    public void Write(Span<byte> destination)
    {
        var body = FrameHead.Write(destination, Id, 1 + Payload.Length);
        body[0] = ExtensionId;
        Payload.CopyTo(body[1..]);
    }
}
