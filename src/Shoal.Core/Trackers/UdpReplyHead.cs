using System.Buffers.Binary;

namespace Shoal.Core.Trackers;

/// <summary>The first 8 bytes of every message from a UDP tracker (BEP 15).</summary>
public readonly record struct UdpReplyHead(UdpAction Action, uint TransactionId)
{
    public const int Size = 8;

    public static bool TryRead(ReadOnlySpan<byte> datagram, out UdpReplyHead head)
    {
        head = default;
        if (datagram.Length < Size) return false;
        head = new UdpReplyHead(
            (UdpAction)BinaryPrimitives.ReadInt32BigEndian(datagram), BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]));
        return true;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, (int)Action);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], TransactionId);
    }
}
