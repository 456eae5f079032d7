using System.Buffers.Binary;

namespace Shoal.Core.PeerWire;

/// <summary>Cuts the peer stream into frames (BEP 3, "peer messages").</summary>
public static class PeerFrame
{
    /// <summary>Bytes of the length prefix.</summary>
    public const int PrefixSize = 4;

    /// <summary>Longest body accepted by default: 1 MiB (threats row 19).</summary>
    /// <remarks>
    /// The longest honest bodies: the bitfield of 2 Mi pieces, 256 KiB and a byte; 8,192 piece hashes with their proofs,
    /// 256 KiB and some; a block, 16 KiB and 9. A connection that knows its torrent may pass less.
    /// </remarks>
    public const int DefaultMaxLength = 1 << 20;

    /*  +-------------+--------+--------------------+
        | length (32) | id (8) | payload (length-1) |   big-endian; length 0 is a keep-alive, without id
        +-------------+--------+--------------------+  */
    /// <param name="received">Received bytes, from the start of a frame.</param>
    /// <param name="maxLength">Largest body accepted, in bytes; checked before waiting for the body.</param>
    /// <param name="body">Id and payload, a slice of <paramref name="received"/>; empty for a keep-alive.</param>
    /// <param name="consumed">Bytes to move past: the prefix and the body, or 0 when there is no whole frame.</param>
    public static FrameStatus TryRead(ReadOnlySpan<byte> received, int maxLength, out ReadOnlySpan<byte> body, out int consumed)
    {
        body = default;
        consumed = 0;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(received, out var length)) return FrameStatus.NeedMoreData;
        if (length > (uint)maxLength) return FrameStatus.TooLong;
        var rest = received[PrefixSize..];
        if (rest.Length < (int)length) return FrameStatus.NeedMoreData;
        body = rest[..(int)length];
        consumed = PrefixSize + (int)length;
        return FrameStatus.Complete;
    }
}
