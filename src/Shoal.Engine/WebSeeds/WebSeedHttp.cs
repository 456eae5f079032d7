using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Shoal.Core.Metainfo;
using Shoal.Core.WebSeeds;

namespace Shoal.Engine.WebSeeds;

/// <summary>Asks one web seed for ranges of files over connections that stay open: no cookies, no proxy, no compression, certificates checked.</summary>
internal sealed class WebSeedHttp : IDisposable
{
    /// <summary>Redirects followed for one request.</summary>
    public const int MaxRedirects = 5;

    /// <summary>Files whose redirect is remembered, so that a mirror is not looked for at each range.</summary>
    private const int MaxShortcuts = 1_024;

    /// <summary>Time for a connection, and for the head of an answer.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly WebSeedUrl _url;
    private readonly bool _isFromUser;
    private readonly TorrentMetainfo _torrent;
    private readonly Lazy<WebSeedPaths> _paths;
    private readonly WebSeedDoor _door;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<int, Uri> _shortcuts = [];

    /// <param name="url">Of the torrent, or named by the user.</param>
    /// <param name="isFromUser">The user may point anywhere.</param>
    /// <param name="torrent">Whose files.</param>
    /// <param name="door">Judges hosts; of this object alone.</param>
    /// <param name="time">The clock of deadlines.</param>
    public WebSeedHttp(WebSeedUrl url, bool isFromUser, TorrentMetainfo torrent, WebSeedDoor door, TimeProvider time)
    {
        (_url, _isFromUser, _torrent, _door, _time) = (url, isFromUser, torrent, door, time);
        _paths = new Lazy<WebSeedPaths>(() => new WebSeedPaths(torrent));   // not on the torrent's turn: it reads the whole info dictionary
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = AnswerTimeout,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            ConnectCallback = _door.ConnectAsync,
        }, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Add("User-Agent", "Shoal/0.1.0");
        _client.DefaultRequestHeaders.Add("Accept-Encoding", "identity");
    }

    /// <summary>Asks for a range; the answer is positioned at its first byte.</summary>
    /// <exception cref="WebSeedException">It does not serve it, or not now.</exception>
    public async Task<WebSeedBody> GetAsync(TorrentFile file, long offset, int length, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            var response = await FollowAsync(file, offset, length, either.Token).ConfigureAwait(false);
            var verdict = ReplyOf(response).Judge(offset, length, file.Length, out var skip);
            if (verdict == WebSeedVerdict.Serves) return new WebSeedBody(response, skip, length, _time, cancel);
            using (response) throw Refusal(verdict, response, file);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new WebSeedException("it does not answer");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            throw fault.InnerException as WebSeedException ?? new WebSeedException(Reason(fault));
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(TorrentFile file, long offset, int length, CancellationToken cancel)
    {
        if (!_shortcuts.TryGetValue(file.Index, out var target))
        {
            target = AsWritten(_url.Of(_torrent, _paths.Value.Of(file)));
            await _door.AdmitAsync(target, _isFromUser, cancel).ConfigureAwait(false);
        }

        for (var hop = 0; ; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target) { Version = HttpVersion.Version11 };
            request.Headers.Range = new RangeHeaderValue(offset, offset + length - 1);
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                if (hop > 0 && _shortcuts.Count < MaxShortcuts && response.IsSuccessStatusCode) _shortcuts[file.Index] = target;
                return response;
            }

            response.Dispose();
            if (hop == MaxRedirects) throw new WebSeedException("it redirects in circles");
            var next = new Uri(target, location);
            await _door.FollowAsync(target, next, cancel).ConfigureAwait(false);
            target = next;
        }
    }

    private static WebSeedReply ReplyOf(HttpResponseMessage response) => new((int)response.StatusCode)
    {
        From = response.Content.Headers.ContentRange?.From,
        To = response.Content.Headers.ContentRange?.To,
        Total = response.Content.Headers.ContentRange?.Length,
        BodyBytes = response.Content.Headers.ContentLength,
        IsEncoded = response.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)),
    };

    private WebSeedException Refusal(WebSeedVerdict verdict, HttpResponseMessage response, TorrentFile file)
    {
        var status = (int)response.StatusCode;
        if (verdict == WebSeedVerdict.Later) return new WebSeedException($"it answered HTTP {status}") { RetryAfter = RetryAfterOf(response) };
        var why = status switch
        {
            200 => "it has another file of that name, or does not serve parts of files",
            206 => "it sends another range than it was asked for",
            _ => $"it answered HTTP {status}",
        };
        return new WebSeedException(why) { LackedFile = file.Index };
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } after ? null : after.Delta ?? after.Date - _time.GetUtcNow();

    // The torrent's own percent-encoding must reach the server as it stands.
    private static Uri AsWritten(string url) => new(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static string Reason(Exception fault) => fault switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "its certificate is not trusted",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "its name is not known",
        { InnerException: SocketException inner } => inner.Message,
        _ => fault.Message,
    };
}
