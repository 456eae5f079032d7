using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>The sender serves this piece even while it chokes (BEP 6).</summary>
/// <param name="Piece">Zero-based piece number, as the peer sent it.</param>
public readonly record struct AllowedFastMessage(uint Piece) : IPeerMessage<AllowedFastMessage>
{
    public static PeerMessageId Id => PeerMessageId.AllowedFast;
    public int FrameLength => FrameHead.Size + PayloadSize;
    private const int PayloadSize = 4;

    public static bool TryRead(ReadOnlySpan<byte> payload, out AllowedFastMessage message)
    {
        var complete = payload.Length == PayloadSize;
        message = complete ? new(BinaryPrimitives.ReadUInt32BigEndian(payload)) : default;
        return complete;
    }

    public void Write(Span<byte> destination) =>
        BinaryPrimitives.WriteUInt32BigEndian(FrameHead.Write(destination, Id, PayloadSize), Piece);
}
