using System.Buffers;
using Shoal.Core.Bencoding;
using Shoal.Core.Primitives;

namespace Shoal.Core.Trackers;

/// <summary>The bencoded answer to a scrape over HTTP (BEP 48): the client's reader and the tracker's writer.</summary>
public static class HttpScrapeReply
{
    private const int MaxTokens = 10_000;

    /// <summary>Reads at most <see cref="TrackerLimits.MaxScrapeHashes"/> swarms; false when the bytes are no reply at all.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Dictionary<InfoHash, ScrapeCounts> swarms, out string? failure)
    {
        (swarms, failure) = ([], null);
        if (bytes.Length > TrackerLimits.MaxReplyBytes) return false;
        var reader = new BencodeReader(bytes, TrackerLimits.MaxReplyDepth, MaxTokens);
        if (!reader.TryReadDictionary()) return false;
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("failure reason"u8) && reader.TryReadString(out var words)) failure = TrackerText.From(words);
            else if (key.SequenceEqual("files"u8) && reader.TryReadDictionary()) ReadFiles(ref reader, swarms);
        }

        return reader.Error == BencodeError.None;
    }

    /// <summary>Writes counts in the order of their hashes, which the caller has sorted and rid of doubles: keys of a dictionary.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<InfoHash> hashes, ReadOnlySpan<ScrapeCounts> counts)
    {
        Span<byte> key = stackalloc byte[InfoHash.Size];
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        writer.WriteKey("files"u8);
        writer.WriteStartDictionary();
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i].CopyTo(key);
            writer.WriteKey(key);
            writer.WriteStartDictionary();
            writer.WriteInteger("complete"u8, counts[i].Seeds);
            writer.WriteInteger("downloaded"u8, counts[i].Downloads);
            writer.WriteInteger("incomplete"u8, counts[i].Leechers);
            writer.WriteEnd();
        }

        writer.WriteEnd();
        writer.WriteEnd();
    }

    private static void ReadFiles(ref BencodeReader reader, Dictionary<InfoHash, ScrapeCounts> swarms)
    {
        while (reader.ReadKey(out var key))
        {
            if (key.Length != InfoHash.Size || swarms.Count == TrackerLimits.MaxScrapeHashes) continue;
            var hash = new InfoHash(key);
            if (reader.TryReadDictionary()) swarms[hash] = ReadCounts(ref reader);
        }
    }

    private static ScrapeCounts ReadCounts(ref BencodeReader reader)
    {
        var counts = default(ScrapeCounts);
        while (reader.ReadKey(out var key))
        {
            if (key.SequenceEqual("complete"u8)) counts = counts with { Seeds = ReadCount(ref reader) };
            else if (key.SequenceEqual("downloaded"u8)) counts = counts with { Downloads = ReadCount(ref reader) };
            else if (key.SequenceEqual("incomplete"u8)) counts = counts with { Leechers = ReadCount(ref reader) };
        }

        return counts;
    }

    private static int ReadCount(ref BencodeReader reader) =>
        reader.TryReadInteger(out var count) ? (int)Math.Clamp(count, 0, int.MaxValue) : 0;
}
