using System.Buffers.Binary;
using Shoal.Core.Primitives;

namespace Shoal.Core.Trackers;

/// <summary>Scrape over UDP (BEP 15): both messages, read and written. Counts come back in the order of the hashes.</summary>
public static class UdpScrape
{
    /// <summary>Bytes of one swarm in a reply.</summary>
    public const int CountsSize = 12;

    /// <summary>Writes the request; returns its length.</summary>
    /// <param name="hashes">At most <see cref="TrackerLimits.MaxScrapeHashes"/>; more are not asked.</param>
    public static int WriteRequest(Span<byte> destination, ulong connectionId, uint transactionId, ReadOnlySpan<InfoHash> hashes)
    {
        new UdpRequestHead(connectionId, UdpAction.Scrape, transactionId).Write(destination);
        var length = UdpRequestHead.Size;
        foreach (var hash in hashes[..Math.Min(hashes.Length, TrackerLimits.MaxScrapeHashes)])
        {
            hash.CopyTo(destination[length..]);
            length += InfoHash.Size;
        }

        return length;
    }

    /// <summary>How many hashes a request asks for; what exceeds <see cref="TrackerLimits.MaxScrapeHashes"/> is not answered.</summary>
    public static int HashCount(ReadOnlySpan<byte> datagram) =>
        Math.Clamp((datagram.Length - UdpRequestHead.Size) / InfoHash.Size, 0, TrackerLimits.MaxScrapeHashes);

    /// <summary>A hash of a request, by its place below <see cref="HashCount"/>.</summary>
    public static InfoHash HashAt(ReadOnlySpan<byte> datagram, int index) =>
        new(datagram.Slice(UdpRequestHead.Size + index * InfoHash.Size, InfoHash.Size));

    /// <summary>Writes one swarm of a reply at its place behind the head.</summary>
    public static void WriteCounts(Span<byte> reply, int index, ScrapeCounts counts)
    {
        var place = reply.Slice(UdpReplyHead.Size + index * CountsSize, CountsSize);
        BinaryPrimitives.WriteInt32BigEndian(place, counts.Seeds);
        BinaryPrimitives.WriteInt32BigEndian(place[4..], counts.Downloads);
        BinaryPrimitives.WriteInt32BigEndian(place[8..], counts.Leechers);
    }

    /// <summary>Reads the swarm at a place of a reply; false when the reply is too short for it.</summary>
    public static bool TryReadCounts(ReadOnlySpan<byte> reply, int index, out ScrapeCounts counts)
    {
        counts = default;
        var start = UdpReplyHead.Size + (long)index * CountsSize;
        if (index < 0 || start + CountsSize > reply.Length) return false;
        var place = reply.Slice((int)start, CountsSize);
        counts = new ScrapeCounts(
            Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(place)),
            Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(place[4..])),
            Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(place[8..])));
        return true;
    }
}
