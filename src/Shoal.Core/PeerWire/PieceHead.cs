using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>What goes before a block: many blocks are read from disk at once with gaps of this size between them (BEP 3).</summary>
/*  +-------------+--------+------------+-------------+-------
    | length (32) | id (8) | piece (32) | offset (32) | block
    +-------------+--------+------------+-------------+-------  */
public static class PieceHead
{
    /// <summary>Bytes before the block, length prefix included.</summary>
    public const int Size = FrameHead.Size + PayloadSize;

    /// <summary>Bytes of the payload before the block.</summary>
    internal const int PayloadSize = 8;

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <param name="piece">Zero-based piece number.</param>
    /// <param name="offset">Bytes from the start of the piece.</param>
    /// <param name="blockLength">Bytes of the block that follows.</param>
    public static void Write(Span<byte> destination, uint piece, uint offset, int blockLength)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, 1 + PayloadSize + blockLength);
        destination[PeerFrame.PrefixSize] = (byte)PeerMessageId.Piece;
        BinaryPrimitives.WriteUInt32BigEndian(destination[FrameHead.Size..], piece);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(FrameHead.Size + 4)..], offset);
    }
}
