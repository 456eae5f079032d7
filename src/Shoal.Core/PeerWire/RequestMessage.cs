namespace Shoal.Core.PeerWire;

/// <summary>Asks for one block (BEP 3). As the peer sent it: geometry decides if it means anything.</summary>
/// <param name="Piece">Zero-based piece number.</param>
/// <param name="Offset">Bytes from the start of the piece.</param>
/// <param name="Length">Bytes wanted; 16 KiB but at the end of a file.</param>
public readonly record struct RequestMessage(uint Piece, uint Offset, uint Length) : IPeerMessage<RequestMessage>
{
    public static PeerMessageId Id => PeerMessageId.Request;
    public int FrameLength => FrameHead.Size + BlockPayload.Size;

    public static bool TryRead(ReadOnlySpan<byte> payload, out RequestMessage message)
    {
        var read = BlockPayload.TryRead(payload, out var piece, out var offset, out var length);
        message = new(piece, offset, length);
        return read;
    }

    public void Write(Span<byte> destination) =>
        BlockPayload.Write(FrameHead.Write(destination, Id, BlockPayload.Size), Piece, Offset, Length);
}
