using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>One block of a piece (BEP 3). Points into the buffer it was read from.</summary>
public readonly ref struct PieceMessage(uint piece, uint offset, ReadOnlySpan<byte> block) : IPeerMessage<PieceMessage>
{
    public static PeerMessageId Id => PeerMessageId.Piece;

    public uint Piece { get; } = piece;

    /// <summary>Bytes from the start of the piece.</summary>
    public uint Offset { get; } = offset;

    public ReadOnlySpan<byte> Block { get; } = block;

    public int FrameLength => PieceHead.Size + Block.Length;

    public static bool TryRead(ReadOnlySpan<byte> payload, out PieceMessage message)
    {
        message = default;
        if (payload.Length < PieceHead.PayloadSize) return false;
        message = new(
            BinaryPrimitives.ReadUInt32BigEndian(payload),
            BinaryPrimitives.ReadUInt32BigEndian(payload[4..]),
            payload[PieceHead.PayloadSize..]);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        PieceHead.Write(destination, Piece, Offset, Block.Length);
        Block.CopyTo(destination[PieceHead.Size..]);
    }
}
