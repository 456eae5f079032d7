using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>The length prefix and the id, which every frame but the keep-alive begins with.</summary>
internal static class FrameHead
{
    public const int Size = PeerFrame.PrefixSize + 1;

    /// <summary>Writes the head of a frame and returns what is left for the payload.</summary>
    public static Span<byte> Write(Span<byte> destination, PeerMessageId id, int payloadLength)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, 1 + payloadLength);
        destination[PeerFrame.PrefixSize] = (byte)id;
        return destination.Slice(Size, payloadLength);
    }
}
