using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Trackers;

/// <summary>A scrape as the query of a GET (BEP 48).</summary>
public static class HttpScrapeQuery
{
    /// <summary>The URL to get.</summary>
    public static string Write(string scrapeUrl, ReadOnlySpan<InfoHash> hashes)
    {
        Span<byte> bytes = stackalloc byte[InfoHash.Size];
        var url = new StringBuilder(scrapeUrl, scrapeUrl.Length + hashes.Length * 72);
        var separator = scrapeUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var hash in hashes)
        {
            hash.CopyTo(bytes);
            url.Append(separator).Append("info_hash=");
            PercentEncoding.Append(url, bytes);
            separator = '&';
        }

        return url.ToString();
    }

    /// <summary>Reads the part of a request after the "?"; hashes beyond the room given are not read.</summary>
    /// <param name="query">Raw, percent-encoded.</param>
    /// <param name="hashes">Receives the hashes, in the order asked.</param>
    /// <param name="count">How many.</param>
    /// <param name="failure">What is wrong, for a failure reason; null when nothing is.</param>
    public static bool TryRead(ReadOnlySpan<byte> query, Span<InfoHash> hashes, out int count, out string? failure)
    {
        count = 0;
        failure = query.Length > TrackerLimits.MaxQueryBytes ? "request too long" : null;
        var reader = new QueryReader(query);
        while (failure is null && count < hashes.Length && reader.Read())
        {
            if (!reader.Name.SequenceEqual("info_hash"u8)) continue;
            if (HttpAnnounceQuery.TryReadTwenty(reader.Value, out var hash)) hashes[count++] = hash!.Value;
            else failure = "info_hash is not 20 bytes";
        }

        return failure is null;
    }
}
