using System.Net;
using System.Net.Sockets;
using Shoal.Core.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>Asks HTTP and HTTPS trackers (BEP 3): no cookies, no proxy, certificates checked, every address judged before it is dialled.</summary>
internal sealed class HttpTrackerClient : IDisposable
{
    /// <summary>Most redirects followed by one announce.</summary>
    public const int MaxRedirects = 5;

    /// <summary>Time for a whole announce, redirects included.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static readonly HttpRequestOptionsKey<Dial> DialKey = new("shoal.dial");

    private readonly SocketFactory _sockets;
    private readonly HostResolver _resolver;
    private readonly Lazy<HttpClient> _client;   // many engines never ask an HTTP tracker, and it takes 6 ms to make

    public HttpTrackerClient(SocketFactory sockets, HostResolver resolver)
    {
        (_sockets, _resolver) = (sockets, resolver);
        _client = new Lazy<HttpClient>(MakeClient);
    }

    /// <param name="tracker">Whom to ask.</param>
    /// <param name="addresses">Where it is, all of one family; tried in order.</param>
    /// <param name="request">What to say.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="TrackerException">No answer, or none that makes sense.</exception>
    public async Task<TrackerAnswer> AnnounceAsync(
        TrackerUrl tracker, IReadOnlyList<IPAddress> addresses, AnnounceRequest request, CancellationToken cancel)
    {
        try
        {
            var (body, source) = await GetAsync(HttpAnnounceQuery.Write(tracker.Text, request), addresses, cancel).ConfigureAwait(false);
            return HttpAnnounceReply.TryRead(body, out var reply)
                ? new TrackerAnswer(reply, source)
                : throw new TrackerException("it sent an answer that makes no sense");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or InvalidDataException)
        {
            throw new TrackerException(Reason(e));
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    // A connection a request: half an hour lies between two, and a pooled one could serve a request whose addresses were judged differently.
    private HttpClient MakeClient()
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = 16,
            ConnectCallback = ConnectAsync,
        }, disposeHandler: true) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("User-Agent", "Shoal/0.1.0");
        return client;
    }

    // Returns the body whatever the status: many trackers refuse with 4xx and say why in bencode.
    private async Task<(byte[] Body, IPAddress Source)> GetAsync(string url, IReadOnlyList<IPAddress> addresses, CancellationToken cancel)
    {
        var query = url[url.IndexOf('?', StringComparison.Ordinal)..];
        for (var hop = 0; ; hop++)
        {
            var dial = new Dial(addresses);
            using var request = new HttpRequestMessage(HttpMethod.Get, AsWritten(url));
            request.Options.Set(DialKey, dial);
            using var response = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            var source = dial.Connected ?? throw new TrackerException("it was not connected");
            if (IsRedirect(response.StatusCode) && response.Headers.Location is { } location)
            {
                if (hop == MaxRedirects) throw new TrackerException("it redirects in circles");
                (url, addresses) = await FollowAsync(new Uri(request.RequestUri!, location), query, source, addresses[0].AddressFamily, cancel)
                    .ConfigureAwait(false);
                continue;
            }

            var body = await ReadBodyAsync(response, cancel).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode && !HttpAnnounceReply.TryRead(body, out _))
                throw new TrackerException($"it answered HTTP {(int)response.StatusCode}");
            return (body, source);
        }
    }

    // A redirect is a URL told by a stranger: it passes the rules of a tracker URL, and points no nearer than who sent it (threats row 9).
    private async Task<(string Url, IReadOnlyList<IPAddress> Addresses)> FollowAsync(
        Uri target, string query, IPAddress source, AddressFamily family, CancellationToken cancel)
    {
        var carriesQuery = target.Query.Contains("info_hash=", StringComparison.Ordinal);
        var bare = carriesQuery ? target.GetLeftPart(UriPartial.Path) : target.AbsoluteUri;
        if (!TrackerUrl.TryParse(bare, out var url) || url.IsUdp) throw new TrackerException("it redirects to something that is no tracker");
        var found = await _resolver.ResolveAsync(url.Host, cancel).ConfigureAwait(false);
        var addresses = TrackerDoor.Pick(url, found.Where(a => AddressPolicy.AllowsAddress(source, a)), family);
        if (addresses.Count == 0) throw new TrackerException("it redirects where a tracker may not send us");
        if (carriesQuery) return (target.AbsoluteUri, addresses);
        return (url.Uri.Query.Length > 0 ? $"{bare}&{query.AsSpan(1)}" : bare + query, addresses);
    }

    private static async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var read)
        {
            // Counted after inflating: a small bomb is as big as what comes out of it (threats row 21).
            if (body.Length + read > TrackerLimits.MaxReplyBytes) throw new TrackerException("its answer is too long");
            body.Write(buffer.AsSpan(0, read));
        }

        return body.ToArray();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        context.InitialRequestMessage.Options.TryGetValue(DialKey, out var dial);
        SocketException? last = null;
        foreach (var address in dial!.Addresses)
        {
            var socket = _sockets.CreateTcp(address.AddressFamily);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancel).ConfigureAwait(false);
                dial.Connected = address;
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostUnreachable);
    }

    // Our percent-encoding must reach the tracker as we wrote it: Uri's own idea of it would change bytes of an info-hash.
    private static Uri AsWritten(string url) => new(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static string Reason(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "its certificate is not trusted",
        { InnerException: SocketException inner } => inner.Message,
        _ => e.Message,
    };

    /// <summary>Where one request may connect, and where it did.</summary>
    private sealed class Dial(IReadOnlyList<IPAddress> addresses)
    {
        public IReadOnlyList<IPAddress> Addresses => addresses;
        public IPAddress? Connected { get; set; }
    }
}
