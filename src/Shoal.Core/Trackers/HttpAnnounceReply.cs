using System.Net;
using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Trackers;

/// <summary>The bencoded answer to an announce over HTTP, as a client reads it (BEP 3, 7, 23, 24, 31).</summary>
public static class HttpAnnounceReply
{
    private const int MaxTokens = 100_000;

    /// <summary>False when the bytes are no reply at all; a tracker's refusal is a reply with <see cref="AnnounceReply.Failure"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out AnnounceReply reply)
    {
        reply = new AnnounceReply();
        if (bytes.Length > TrackerLimits.MaxReplyBytes) return false;
        var reader = new BencodeReader(bytes, TrackerLimits.MaxReplyDepth, MaxTokens);
        if (!reader.TryReadDictionary()) return false;
        var peers = new List<IPEndPoint>();
        while (reader.ReadKey(out var key)) reply = ReadField(ref reader, key, reply, peers);
        if (reader.Error != BencodeError.None) return false;
        reply = reply with { Peers = reply.Failure is null ? peers : [] };
        return true;
    }

    private static AnnounceReply ReadField(ref BencodeReader reader, ReadOnlySpan<byte> key, AnnounceReply reply, List<IPEndPoint> peers)
    {
        if (key.SequenceEqual("peers"u8)) ReadPeers(ref reader, CompactPeers.SizeV4, peers);
        else if (key.SequenceEqual("peers6"u8)) ReadPeers(ref reader, CompactPeers.SizeV6, peers);
        else if (key.SequenceEqual("interval"u8)) return reply with { Interval = ReadSeconds(ref reader) ?? TimeSpan.Zero };
        else if (key.SequenceEqual("min interval"u8)) return reply with { MinInterval = ReadSeconds(ref reader) };
        else if (key.SequenceEqual("complete"u8)) return reply with { Seeds = ReadCount(ref reader) };
        else if (key.SequenceEqual("incomplete"u8)) return reply with { Leechers = ReadCount(ref reader) };
        else if (key.SequenceEqual("failure reason"u8)) return reply with { Failure = ReadText(ref reader) ?? "refused" };
        else if (key.SequenceEqual("warning message"u8)) return reply with { Warning = ReadText(ref reader) };
        else if (key.SequenceEqual("retry in"u8)) return reply with { RetryIn = ReadRetry(ref reader) };
        else if (key.SequenceEqual("tracker id"u8)) return reply with { TrackerId = ReadTrackerId(ref reader) ?? reply.TrackerId };
        else if (key.SequenceEqual("external ip"u8)) return reply with { ExternalAddress = ReadAddress(ref reader) };
        return reply;
    }

    // Either a string of compact peers, or a list of dictionaries with "ip" and "port" (BEP 3). The reader is looked at twice: by value first.
    private static void ReadPeers(ref BencodeReader reader, int peerSize, List<IPEndPoint> peers)
    {
        var ahead = reader;
        if (ahead.TryReadString(out var compact))
        {
            CompactPeers.Read(compact, peerSize, peers);
            reader = ahead;
        }
        else if (reader.TryReadList())
        {
            while (reader.NextItem())
            {
                if (reader.TryReadDictionary()) ReadPeer(ref reader, peers);
            }
        }
    }

    private static void ReadPeer(ref BencodeReader reader, List<IPEndPoint> peers)
    {
        IPAddress? address = null;
        long port = 0;
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("ip"u8)) address = ReadAddressText(ref reader);
            else if (key.SequenceEqual("port"u8)) reader.TryReadInteger(out port);
        }

        if (address is not null && port is > 0 and <= ushort.MaxValue && peers.Count < TrackerLimits.MaxPeers)
            peers.Add(new IPEndPoint(address, (int)port));
    }

    // BEP 3 lets a tracker say DNS names here; nobody does any more, and a name is a lookup that a stranger makes us do.
    private static IPAddress? ReadAddressText(ref BencodeReader reader)
    {
        const int LongestAddress = 45;
        if (!reader.TryReadString(out var text) || text.Length > LongestAddress) return null;
        return IPAddress.TryParse(Encoding.ASCII.GetString(text), out var address) ? address : null;
    }

    private static IPAddress? ReadAddress(ref BencodeReader reader) =>
        reader.TryReadString(out var bytes) && bytes.Length is 4 or 16 ? new IPAddress(bytes) : null;

    private static string? ReadText(ref BencodeReader reader) =>
        reader.TryReadString(out var bytes) ? TrackerText.From(bytes) : null;

    // Latin-1, so that it goes back byte for byte.
    private static string? ReadTrackerId(ref BencodeReader reader) =>
        reader.TryReadString(out var bytes) && bytes.Length <= TrackerLimits.MaxTrackerIdBytes ? Encoding.Latin1.GetString(bytes) : null;

    private static int? ReadCount(ref BencodeReader reader) =>
        reader.TryReadInteger(out var count) && count is >= 0 and <= int.MaxValue ? (int)count : null;

    private static TimeSpan? ReadSeconds(ref BencodeReader reader) =>
        reader.TryReadInteger(out var seconds) && seconds >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null;

    private static TimeSpan? ReadRetry(ref BencodeReader reader)
    {
        var ahead = reader;
        if (ahead.TryReadString(out var word))
        {
            reader = ahead;
            return word.SequenceEqual("never"u8) ? Timeout.InfiniteTimeSpan : null;
        }

        return reader.TryReadInteger(out var minutes) && minutes > 0 ? TimeSpan.FromMinutes(Math.Min(minutes, int.MaxValue)) : null;
    }
}
