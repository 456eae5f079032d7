using System.Diagnostics.CodeAnalysis;

namespace Shoal.Core.Trackers;

/// <summary>A tracker's address, as far as it can be judged without asking the network (threats row 9).</summary>
public sealed class TrackerUrl
{
    private const string AnnounceName = "announce";

    private TrackerUrl(string text, Uri uri) => (Text, Uri) = (text, uri);

    /// <summary>As the torrent has it.</summary>
    public string Text { get; }

    public Uri Uri { get; }

    public bool IsUdp => Uri.Scheme == "udp";

    /// <summary>Host without the brackets of an IPv6 literal.</summary>
    public string Host => Uri.IdnHost.Trim('[', ']');

    /// <summary>From the URL, else 80 or 443; a UDP tracker always names its own.</summary>
    public int Port => Uri.Port;

    /// <summary>
    /// The path ends in "/announce", like a tracker's. Without that, nothing on this machine or the local network is asked:
    /// a torrent must not be able to press buttons of a router or a web interface.
    /// </summary>
    public bool HasAnnouncePath => LastSegment(Uri.AbsolutePath).Equals(AnnounceName, StringComparison.Ordinal);

    /// <summary>Where to scrape (BEP 48): the announce URL with its last segment's "announce" become "scrape"; null when there is none.</summary>
    public string? ScrapeUrl
    {
        get
        {
            var query = Text.IndexOf('?', StringComparison.Ordinal);
            var slash = Text.LastIndexOf('/', query < 0 ? Text.Length - 1 : query);
            return slash >= 0 && string.CompareOrdinal(Text, slash + 1, AnnounceName, 0, AnnounceName.Length) == 0
                ? string.Concat(Text.AsSpan(0, slash + 1), "scrape", Text.AsSpan(slash + 1 + AnnounceName.Length))
                : null;
        }
    }

    /// <summary>http, https and udp with a host; no port 0, no fragment, no query that already says what an announce says.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TrackerUrl? url)
    {
        url = null;
        text = text?.Trim();
        if (text is null || text.Length > TrackerLimits.MaxUrlLength || !Uri.TryCreate(text, UriKind.Absolute, out var uri)) return false;
        if (!IsTrackerScheme(uri) || uri.Host.Length == 0 || uri.Port is <= 0 or > ushort.MaxValue || uri.Fragment.Length > 0) return false;
        if (SaysWhatAnAnnounceSays(uri.Query)) return false;
        url = new TrackerUrl(text, uri);
        return true;
    }

    public override string ToString() => Text;

    private static bool IsTrackerScheme(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == "udp";

    // Two values of one name: the torrent's would win at some servers and turn our announce into somebody else's request.
    private static bool SaysWhatAnAnnounceSays(string query) =>
        query.Contains("info_hash=", StringComparison.OrdinalIgnoreCase)
        || query.Contains("peer_id=", StringComparison.OrdinalIgnoreCase)
        || query.Contains("event=", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> LastSegment(string path) => path.AsSpan(path.LastIndexOf('/') + 1);
}
