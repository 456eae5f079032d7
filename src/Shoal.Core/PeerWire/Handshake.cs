using System.Buffers.Binary;
using Shoal.Core.Primitives;

namespace Shoal.Core.PeerWire;

/// <summary>What both sides say first (BEP 3).</summary>
/// <param name="Features">What the sender can do beyond BEP 3.</param>
/// <param name="InfoHash">The swarm: a v1 info-hash, or a v2 one cut to 20 bytes (BEP 52).</param>
/// <param name="PeerId">What the sender calls itself.</param>
/*  +--------+---------------------------+--------------+-----------------+---------------+
    | 19 (8) | "BitTorrent protocol"(152)| reserved (64)| info-hash (160) | peer id (160) |
    +--------+---------------------------+--------------+-----------------+---------------+  */
public readonly record struct Handshake(HandshakeFeatures Features, InfoHash InfoHash, PeerId PeerId)
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = ReservedOffset + ReservedSize + InfoHash.Size + PeerId.Size;

    private const int ReservedOffset = 20;
    private const int ReservedSize = 8;
    private const int InfoHashOffset = ReservedOffset + ReservedSize;

    /// <summary>The bytes every handshake begins with.</summary>
    public static ReadOnlySpan<byte> Protocol => "\u0013BitTorrent protocol"u8;

    public bool SupportsExtensions => (Features & HandshakeFeatures.Extensions) != 0;
    public bool SupportsFast => (Features & HandshakeFeatures.Fast) != 0;
    public bool SupportsDht => (Features & HandshakeFeatures.Dht) != 0;
    public bool SupportsV2 => (Features & HandshakeFeatures.V2) != 0;

    /// <param name="received">Received bytes from the start of the connection; only the first <see cref="Size"/> are looked at.</param>
    /// <param name="handshake">Set when the answer is <see cref="HandshakeStatus.Complete"/>.</param>
    /// <returns><see cref="HandshakeStatus.NotBitTorrent"/> from the first byte that differs on, without waiting for the rest.</returns>
    public static HandshakeStatus TryRead(ReadOnlySpan<byte> received, out Handshake handshake)
    {
        handshake = default;
        var compared = Math.Min(received.Length, Protocol.Length);
        if (!received[..compared].SequenceEqual(Protocol[..compared])) return HandshakeStatus.NotBitTorrent;
        if (received.Length < Size) return HandshakeStatus.NeedMoreData;
        handshake = new(
            (HandshakeFeatures)BinaryPrimitives.ReadUInt64BigEndian(received[ReservedOffset..]),
            new InfoHash(received.Slice(InfoHashOffset, InfoHash.Size)),
            new PeerId(received.Slice(InfoHashOffset + InfoHash.Size, PeerId.Size)));
        return HandshakeStatus.Complete;
    }

    /// <summary>The swarm asked for, readable before the peer id has come; some peers wait with theirs for our answer.</summary>
    public static bool TryReadInfoHash(ReadOnlySpan<byte> received, out InfoHash infoHash)
    {
        var present = received.Length >= InfoHashOffset + InfoHash.Size && received.StartsWith(Protocol);
        infoHash = present ? new InfoHash(received.Slice(InfoHashOffset, InfoHash.Size)) : default;
        return present;
    }

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        Protocol.CopyTo(destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[ReservedOffset..], (ulong)Features);
        InfoHash.CopyTo(destination[InfoHashOffset..]);
        PeerId.CopyTo(destination[(InfoHashOffset + InfoHash.Size)..]);
    }
}
