namespace Shoal.Core.PeerWire;

/// <summary>Takes a request back (BEP 3); the numbers are those of the request.</summary>
/// <param name="Piece">Zero-based piece number.</param>
/// <param name="Offset">Bytes from the start of the piece.</param>
/// <param name="Length">Bytes that were wanted.</param>
public readonly record struct CancelMessage(uint Piece, uint Offset, uint Length) : IPeerMessage<CancelMessage>
{
    public static PeerMessageId Id => PeerMessageId.Cancel;
    public int FrameLength => FrameHead.Size + BlockPayload.Size;

    public static bool TryRead(ReadOnlySpan<byte> payload, out CancelMessage message)
    {
        var read = BlockPayload.TryRead(payload, out var piece, out var offset, out var length);
        message = new(piece, offset, length);
        return read;
    }

    public void Write(Span<byte> destination) =>
        BlockPayload.Write(FrameHead.Write(destination, Id, BlockPayload.Size), Piece, Offset, Length);
}
