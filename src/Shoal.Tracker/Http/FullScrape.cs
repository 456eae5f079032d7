using System.Buffers;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>A scrape of everything (BEP 48), where the operator allows it: the largest swarms, in one answer of bounded size.</summary>
internal static class FullScrape
{
    /// <summary>More swarms than this are not told; the largest are. About 5 MB.</summary>
    public const int MaxSwarms = 65_536;

    /// <summary>What one takes from an address's scrapes of a minute.</summary>
    public const int Cost = 30_000;

    public static void Write(SwarmShards swarms, bool isV4, IBufferWriter<byte> body)
    {
        var top = new TopSwarms(MaxSwarms, isV4);
        swarms.Visit(top);
        var found = top.Largest().OrderBy(s => s.Hash.ToString(), StringComparer.Ordinal).ToArray();
        HttpScrapeReply.Write(body, Array.ConvertAll(found, s => s.Hash), Array.ConvertAll(found, s => s.Counts));
    }
}
