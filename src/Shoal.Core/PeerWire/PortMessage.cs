using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>The UDP port of the sender's DHT node (BEP 5).</summary>
public readonly record struct PortMessage(ushort Port) : IPeerMessage<PortMessage>
{
    public static PeerMessageId Id => PeerMessageId.Port;
    public int FrameLength => FrameHead.Size + PayloadSize;
    private const int PayloadSize = 2;

    public static bool TryRead(ReadOnlySpan<byte> payload, out PortMessage message)
    {
        var complete = payload.Length == PayloadSize;
        message = complete ? new(BinaryPrimitives.ReadUInt16BigEndian(payload)) : default;
        return complete;
    }

    public void Write(Span<byte> destination) =>
        BinaryPrimitives.WriteUInt16BigEndian(FrameHead.Write(destination, Id, PayloadSize), Port);
}
