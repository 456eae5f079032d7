using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Shoal.Engine.Network;

namespace Shoal.Engine.Sessions;

/// <summary>Fetches .torrent files from the web: bounded in size, hops and time, and never led from the internet into a private network.</summary>
public static class TorrentFetch
{
    /// <summary>Largest .torrent taken, in bytes: 32 MiB, some 1.6 million v1 pieces.</summary>
    public const int MaxBytes = 32 << 20;

    /// <summary>Redirects followed.</summary>
    public const int MaxRedirects = 5;

    /// <summary>Time for all of it.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Fetches what <paramref name="url"/> serves; the bytes are not looked at.</summary>
    /// <param name="url">http or https, without a user name. The user typed it, so it may be on a private network.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="IOException">It could not be fetched, or a rule forbids it; one line for people.</exception>
    public static async Task<ReadOnlyMemory<byte>> FetchAsync(Uri url, CancellationToken cancel = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        var route = new Route();
        try
        {
            using var handler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                MaxResponseHeadersLength = 64,
                ConnectCallback = route.ConnectAsync,
            };
            using var http = new HttpClient(handler, disposeHandler: false);
            http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Shoal", null));
            return await FollowAsync(http, route, url, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"{url.IdnHost} did not answer in {Timeout.TotalSeconds:0} seconds; try again later.");
        }
        catch (HttpRequestException fault)
        {
            throw new IOException($"{url.IdnHost} could not be asked: {(fault.InnerException ?? fault).Message}", fault);
        }
        catch (SocketException fault)
        {
            throw new IOException($"{url.IdnHost} could not be reached: {fault.Message}", fault);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> FollowAsync(HttpClient http, Route route, Uri url, CancellationToken cancel)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (url.Scheme is not ("http" or "https")) throw new IOException($"leads to a {url.Scheme}: address; only http and https are followed.");
            if (url.UserInfo.Length > 0) throw new IOException("a URL with a user name or password in it is not used.");
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return await ReadAsync(response, cancel).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                throw new IOException($"{url.IdnHost} answered {(int)response.StatusCode} instead of a torrent; check the address.");
            var next = new Uri(url, location);
            if (url.Scheme == "https" && next.Scheme == "http") throw new IOException($"{url.IdnHost} leads from https to http; that is not followed.");
            route.ComesFromStranger();
            url = next;
        }

        throw new IOException($"led from address to address more than {MaxRedirects} times.");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentLength > MaxBytes) throw TooLarge();
        using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var count)
        {
            if (bytes.Length + count > MaxBytes) throw TooLarge();
            await bytes.WriteAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
        }

        return bytes.ToArray();
    }

    private static IOException TooLarge() => new($"serves more than {MaxBytes >> 20} MiB; that is no .torrent file.");

    /// <summary>Connects to the very address that was judged: a name that resolves anew to something else gains nothing (threats row 9).</summary>
    private sealed class Route
    {
        private readonly SocketFactory _sockets = new();
        private IPAddress? _connected;
        private IPAddress? _source;

        /// <summary>From here on, addresses are told by whoever answered last.</summary>
        public void ComesFromStranger() => _source = _connected ?? _source;

        public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel).ConfigureAwait(false);
            var allowed = addresses.Where(a => _sockets.Allows(a.AddressFamily) && (_source is null || AddressPolicy.AllowsAddress(_source, a))).ToList();
            if (allowed.Count == 0) throw new IOException("it leads into a private network; a page on the internet may not do that.");
            for (var i = 0; ; i++)
            {
                try
                {
                    var socket = await DialAsync(new IPEndPoint(allowed[i], context.DnsEndPoint.Port), cancel).ConfigureAwait(false);
                    _connected = allowed[i];
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch (SocketException) when (i < allowed.Count - 1)
                {
                    // The next address of the name may answer.
                }
            }
        }

        private async Task<Socket> DialAsync(IPEndPoint address, CancellationToken cancel)
        {
            var socket = _sockets.CreateTcp(address.AddressFamily);
            try
            {
                await socket.ConnectAsync(address, cancel).ConfigureAwait(false);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
