using System.Diagnostics.CodeAnalysis;
using System.Text;
using Shoal.Core.Metainfo;
using Shoal.Core.Trackers;

namespace Shoal.Core.WebSeeds;

/// <summary>Where a torrent's files are served over HTTP (BEP 19, GetRight style), as far as it can be judged without asking the network.</summary>
public sealed class WebSeedUrl
{
    /// <summary>Longest URL used, in characters.</summary>
    public const int MaxLength = 2_048;

    private static readonly string[] Schemes = ["http://", "https://"];

    private WebSeedUrl(string text, Uri uri) => (Text, Uri) = (text, uri);

    /// <summary>As the torrent has it, but for what no URL may contain: that is escaped.</summary>
    public string Text { get; }

    public Uri Uri { get; }

    /// <summary>http and https with a host; no user name, no fragment, no port 0.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebSeedUrl? url)
    {
        url = null;
        if (text is null || text.Length > MaxLength || !TorrentUrl.TryRead(Encoding.UTF8.GetBytes(text), Schemes, out text)) return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !IsUsable(uri)) return false;
        url = new WebSeedUrl(text, uri);
        return true;
    }

    /// <summary>What holds for a redirect's target as well.</summary>
    public static bool IsUsable(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Host.Length > 0 && uri.Port is > 0 and <= ushort.MaxValue && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0;

    /// <summary>The URL of one file: a folder's files stand below the URL; so does a lone file whose URL ends in a slash (BEP 19).</summary>
    /// <param name="torrent">Says whether there is a folder.</param>
    /// <param name="path">The file's path, percent-encoded: see <see cref="WebSeedPaths"/>.</param>
    public string Of(TorrentMetainfo torrent, string path)
    {
        if (Text.EndsWith('/')) return Text + path;
        return torrent.IsFolder ? $"{Text}/{path}" : Text;
    }

    public override string ToString() => Text;

    /// <summary>A path with '/' between its elements, as it stands in a URL: UTF-8, all but the unreserved characters as %XX (RFC 3986).</summary>
    public static string Escape(string path)
    {
        var text = new StringBuilder(path.Length + 16);
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (text.Length > 0) text.Append('/');
            PercentEncoding.Append(text, Encoding.UTF8.GetBytes(path[range]));
        }

        return text.ToString();
    }
}
