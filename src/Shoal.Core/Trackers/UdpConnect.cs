using System.Buffers.Binary;

namespace Shoal.Core.Trackers;

/// <summary>Connect: proves that the client receives at the address it sends from (BEP 15).</summary>
public static class UdpConnect
{
    public const int RequestSize = UdpRequestHead.Size;
    public const int ReplySize = 16;

    public static void WriteRequest(Span<byte> destination, uint transactionId) =>
        new UdpRequestHead(UdpRequestHead.Magic, UdpAction.Connect, transactionId).Write(destination);

    public static void WriteReply(Span<byte> destination, uint transactionId, ulong connectionId)
    {
        new UdpReplyHead(UdpAction.Connect, transactionId).Write(destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[UdpReplyHead.Size..], connectionId);
    }

    public static bool TryReadReply(ReadOnlySpan<byte> datagram, out ulong connectionId)
    {
        connectionId = 0;
        if (datagram.Length < ReplySize) return false;
        connectionId = BinaryPrimitives.ReadUInt64BigEndian(datagram[UdpReplyHead.Size..]);
        return true;
    }
}
