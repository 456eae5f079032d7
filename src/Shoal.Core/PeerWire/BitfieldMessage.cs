namespace Shoal.Core.PeerWire;

/// <summary>All pieces the sender has, first message after the handshake (BEP 3). Points into the buffer it was read from.</summary>
/// <param name="bits">The high bit of byte 0 is piece 0. Whether the length is right only the geometry knows.</param>
public readonly ref struct BitfieldMessage(ReadOnlySpan<byte> bits) : IPeerMessage<BitfieldMessage>
{
    public static PeerMessageId Id => PeerMessageId.Bitfield;

    public ReadOnlySpan<byte> Bits { get; } = bits;

    public int FrameLength => FrameHead.Size + Bits.Length;

    public static bool TryRead(ReadOnlySpan<byte> payload, out BitfieldMessage message)
    {
        message = new(payload);
        return true;
    }

    public void Write(Span<byte> destination) => Bits.CopyTo(FrameHead.Write(destination, Id, Bits.Length));
}
