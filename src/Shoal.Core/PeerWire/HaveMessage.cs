using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>The sender has this piece now (BEP 3).</summary>
/// <param name="Piece">Zero-based piece number, as the peer sent it.</param>
public readonly record struct HaveMessage(uint Piece) : IPeerMessage<HaveMessage>
{
    public static PeerMessageId Id => PeerMessageId.Have;
    public int FrameLength => FrameHead.Size + PayloadSize;
    private const int PayloadSize = 4;

    public static bool TryRead(ReadOnlySpan<byte> payload, out HaveMessage message)
    {
        var complete = payload.Length == PayloadSize;
        message = complete ? new(BinaryPrimitives.ReadUInt32BigEndian(payload)) : default;
        return complete;
    }

    public void Write(Span<byte> destination) =>
        BinaryPrimitives.WriteUInt32BigEndian(FrameHead.Write(destination, Id, PayloadSize), Piece);
}
