using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Trackers;

/// <summary>Writes a tracker's answers to announces over HTTP (BEP 3, 7, 23, 24).</summary>
public static class HttpAnnounceReplyWriter
{
    /// <summary>A failure reason and nothing else (BEP 3).</summary>
    public static void WriteFailure(IBufferWriter<byte> output, ReadOnlySpan<char> reason)
    {
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteText("failure reason"u8, reason);
        writer.WriteEnd();
    }

    /// <param name="output">Receives the dictionary.</param>
    /// <param name="interval">Time to the next announce.</param>
    /// <param name="minInterval">Least time between two.</param>
    /// <param name="counts">The swarm in numbers.</param>
    /// <param name="asker">Address the announce came from; tells the family of the peers too.</param>
    /// <param name="compactPeers">Peers of the asker's family.</param>
    /// <param name="isCompact">As they are; else a list of dictionaries, without peer ids, which we do not keep.</param>
    public static void Write(
        IBufferWriter<byte> output, TimeSpan interval, TimeSpan minInterval, ScrapeCounts counts,
        ReadOnlySpan<byte> asker, ReadOnlySpan<byte> compactPeers, bool isCompact)
    {
        var isV4 = asker.Length == CompactPeers.SizeV4 - 2;
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteInteger("complete"u8, counts.Seeds);
        writer.WriteInteger("downloaded"u8, counts.Downloads);
        writer.WriteString("external ip"u8, asker);
        writer.WriteInteger("incomplete"u8, counts.Leechers);
        writer.WriteInteger("interval"u8, (long)interval.TotalSeconds);
        writer.WriteInteger("min interval"u8, (long)minInterval.TotalSeconds);
        if (!isCompact)
        {
            writer.WriteKey("peers"u8);
            WriteList(writer, compactPeers, asker.Length + 2);
        }
        else
        {
            // Clients of IPv6 look for both; the other family's list is empty, not missing.
            writer.WriteString("peers"u8, isV4 ? compactPeers : []);
            if (!isV4) writer.WriteString("peers6"u8, compactPeers);
        }

        writer.WriteEnd();
    }

    private static void WriteList(BencodeWriter writer, ReadOnlySpan<byte> peers, int peerSize)
    {
        writer.WriteStartList();
        for (; peers.Length >= peerSize; peers = peers[peerSize..])
        {
            writer.WriteStartDictionary();
            writer.WriteText("ip"u8, new IPAddress(peers[..(peerSize - 2)]).ToString());
            writer.WriteInteger("port"u8, BinaryPrimitives.ReadUInt16BigEndian(peers[(peerSize - 2)..]));
            writer.WriteEnd();
        }

        writer.WriteEnd();
    }
}
