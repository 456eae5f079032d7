using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>The twelve bytes that request, cancel and reject share (BEP 3, BEP 6).</summary>
/*  +------------+-------------+-------------+
    | piece (32) | offset (32) | length (32) |
    +------------+-------------+-------------+  */
internal static class BlockPayload
{
    public const int Size = 12;

    public static bool TryRead(ReadOnlySpan<byte> payload, out uint piece, out uint offset, out uint length)
    {
        (piece, offset, length) = (0, 0, 0);
        if (payload.Length != Size) return false;
        piece = BinaryPrimitives.ReadUInt32BigEndian(payload);
        offset = BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
        length = BinaryPrimitives.ReadUInt32BigEndian(payload[8..]);
        return true;
    }

    public static void Write(Span<byte> payload, uint piece, uint offset, uint length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(payload, piece);
        BinaryPrimitives.WriteUInt32BigEndian(payload[4..], offset);
        BinaryPrimitives.WriteUInt32BigEndian(payload[8..], length);
    }
}
