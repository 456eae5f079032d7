using System.Buffers.Binary;
using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Core.Trackers;

/// <summary>Announce over UDP (BEP 15, with BEP 41's options behind it): both messages, read and written.</summary>
public static class UdpAnnounce
{
    /*  head (16) | info-hash (20) | peer id (20) | downloaded (8) | left (8) | uploaded (8)
        | event (4) | ip (4) | key (4) | num_want (4) | port (2) | options (BEP 41) */
    public const int RequestSize = 98;

    /*  head (8) | interval (4) | leechers (4) | seeders (4) | peers, 6 or 18 bytes each */
    public const int ReplyHeadSize = 20;

    /// <summary>Writes the request and the URL's path and query as BEP 41 options; returns its length.</summary>
    /// <param name="destination">At least <see cref="TrackerLimits.MaxDatagramBytes"/>.</param>
    /// <param name="connectionId">From a connect less than a minute ago.</param>
    /// <param name="transactionId">Comes back.</param>
    /// <param name="request">What to say. No address is sent: the tracker takes the one it sees.</param>
    /// <param name="urlData">Path and query of the tracker's URL, ASCII; empty for none. Left out when it does not fit.</param>
    public static int WriteRequest(
        Span<byte> destination, ulong connectionId, uint transactionId, in AnnounceRequest request, ReadOnlySpan<byte> urlData)
    {
        new UdpRequestHead(connectionId, UdpAction.Announce, transactionId).Write(destination);
        request.InfoHash.CopyTo(destination[16..]);
        request.PeerId.CopyTo(destination[36..]);
        BinaryPrimitives.WriteInt64BigEndian(destination[56..], request.Downloaded);
        BinaryPrimitives.WriteInt64BigEndian(destination[64..], request.Left);
        BinaryPrimitives.WriteInt64BigEndian(destination[72..], request.Uploaded);
        BinaryPrimitives.WriteInt32BigEndian(destination[80..], (int)request.Event);
        BinaryPrimitives.WriteUInt32BigEndian(destination[84..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[88..], request.Key);
        BinaryPrimitives.WriteInt32BigEndian(destination[92..], request.NumWant);
        BinaryPrimitives.WriteUInt16BigEndian(destination[96..], (ushort)request.Port);
        return RequestSize + UdpOptions.WriteUrlData(destination[RequestSize..TrackerLimits.MaxDatagramBytes], urlData);
    }

    /// <summary>Reads all but the head. The ip field is not looked at: it would let anybody announce anybody.</summary>
    public static bool TryReadRequest(ReadOnlySpan<byte> datagram, out AnnounceRequest request)
    {
        request = default;
        if (datagram.Length < RequestSize) return false;
        request = new AnnounceRequest
        {
            InfoHash = new InfoHash(datagram.Slice(16, InfoHash.Size)),
            PeerId = new PeerId(datagram.Slice(36, PeerId.Size)),
            Downloaded = BinaryPrimitives.ReadInt64BigEndian(datagram[56..]),
            Left = BinaryPrimitives.ReadInt64BigEndian(datagram[64..]),
            Uploaded = BinaryPrimitives.ReadInt64BigEndian(datagram[72..]),
            Event = (AnnounceEvent)(BinaryPrimitives.ReadInt32BigEndian(datagram[80..]) & 3),
            Key = BinaryPrimitives.ReadUInt32BigEndian(datagram[88..]),
            NumWant = Math.Max(BinaryPrimitives.ReadInt32BigEndian(datagram[92..]), AnnounceRequest.DefaultNumWant),
            Port = BinaryPrimitives.ReadUInt16BigEndian(datagram[96..]),
        };
        return true;
    }

    /// <summary>Writes the head of a reply; peers follow at <see cref="ReplyHeadSize"/>.</summary>
    public static void WriteReplyHead(Span<byte> destination, uint transactionId, TimeSpan interval, int leechers, int seeds)
    {
        new UdpReplyHead(UdpAction.Announce, transactionId).Write(destination);
        BinaryPrimitives.WriteInt32BigEndian(destination[8..], (int)interval.TotalSeconds);
        BinaryPrimitives.WriteInt32BigEndian(destination[12..], leechers);
        BinaryPrimitives.WriteInt32BigEndian(destination[16..], seeds);
    }

    /// <param name="datagram">A whole reply.</param>
    /// <param name="isIPv6">It came by an IPv6 socket: that alone says how long a peer is.</param>
    /// <param name="reply">What the tracker said.</param>
    public static bool TryReadReply(ReadOnlySpan<byte> datagram, bool isIPv6, out AnnounceReply reply)
    {
        reply = new AnnounceReply();
        if (datagram.Length < ReplyHeadSize) return false;
        var peers = new List<IPEndPoint>();
        var peerSize = isIPv6 ? CompactPeers.SizeV6 : CompactPeers.SizeV4;
        CompactPeers.Read(datagram[ReplyHeadSize..], peerSize, peers);
        reply = new AnnounceReply
        {
            Interval = TimeSpan.FromSeconds(Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(datagram[8..]))),
            Leechers = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(datagram[12..])),
            Seeds = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(datagram[16..])),
            Peers = peers,
        };
        return true;
    }
}
