using System.Buffers.Binary;

namespace Shoal.Core.Trackers;

/// <summary>The first 16 bytes of every message to a UDP tracker (BEP 15).</summary>
/// <param name="ConnectionId">What a connect gave us, or <see cref="Magic"/> in the connect itself.</param>
/// <param name="Action">What is asked; as it came, so it may be no action at all.</param>
/// <param name="TransactionId">Drawn by the client; comes back in the answer.</param>
public readonly record struct UdpRequestHead(ulong ConnectionId, UdpAction Action, uint TransactionId)
{
    /*  +--------------------+-------------+-------------+
        | connection id (64) | action (32) | transaction | big-endian
        +--------------------+-------------+-------------+  */
    public const int Size = 16;

    /// <summary>Marks a connect as BitTorrent's (BEP 15).</summary>
    public const ulong Magic = 0x41727101980;

    public static bool TryRead(ReadOnlySpan<byte> datagram, out UdpRequestHead head)
    {
        head = default;
        if (datagram.Length < Size) return false;
        head = new UdpRequestHead(
            BinaryPrimitives.ReadUInt64BigEndian(datagram),
            (UdpAction)BinaryPrimitives.ReadInt32BigEndian(datagram[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]));
        return true;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, ConnectionId);
        BinaryPrimitives.WriteInt32BigEndian(destination[8..], (int)Action);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], TransactionId);
    }
}
