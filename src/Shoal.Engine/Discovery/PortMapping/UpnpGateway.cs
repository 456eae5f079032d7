using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Shoal.Core.PortMapping;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>HTTP with a gateway: connections go to its own address, whatever a URL says; no proxy, no redirects, answers bounded.</summary>
internal sealed class UpnpGateway : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    public UpnpGateway(SocketFactory sockets, Gateway gateway, TimeProvider time)
    {
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 64 * 1024,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = sockets.CreateTcp(gateway.Address.AddressFamily);
                try
                {
                    await socket.ConnectAsync(new IPEndPoint(gateway.Address, context.DnsEndPoint.Port), cancel).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        }, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The service that maps ports.</summary>
    /// <exception cref="PortMappingException">There is none, or no sense in the answer.</exception>
    public async Task<UpnpService> DescribeAsync(Uri location, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, location);
        var (status, document) = await SendAsync(request, UpnpDescription.MaxBytes, cancel).ConfigureAwait(false);
        if (status != HttpStatusCode.OK) throw new PortMappingException($"its description answered HTTP {(int)status}");
        if (!UpnpDescription.TryRead(document, location, out var services)) throw new PortMappingException("its description makes no sense");
        return services.Count > 0 ? services[0] : throw new PortMappingException("it maps no ports");
    }

    /// <summary>Calls the gateway; errors come back as answers.</summary>
    /// <exception cref="PortMappingException">No answer, or one without sense.</exception>
    public async Task<UpnpReply> CallAsync(UpnpService service, string action, (string, string)[] arguments, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, service.Control);
        request.Content = new ByteArrayContent(UpnpCall.Write(service.Type, action, arguments));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml", "utf-8");
        request.Headers.Add("SOAPAction", string.Create(CultureInfo.InvariantCulture, $"\"{service.Type}#{action}\""));
        var (status, document) = await SendAsync(request, UpnpCall.MaxReplyBytes, cancel).ConfigureAwait(false);
        if (!UpnpCall.TryReadReply(document, out var reply)) throw new PortMappingException($"its answer makes no sense (HTTP {(int)status})");
        return status == HttpStatusCode.OK || reply.ErrorCode != 0 ? reply : throw new PortMappingException($"it answered HTTP {(int)status}");
    }

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpRequestMessage request, int maxBytes, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using var owned = stream.ConfigureAwait(false);
            using var body = new MemoryStream();
            var buffer = new byte[8 * 1024];
            while (await stream.ReadAsync(buffer, either.Token).ConfigureAwait(false) is > 0 and var read)
            {
                if (body.Length + read > maxBytes) throw new PortMappingException("its answer is too long");
                body.Write(buffer.AsSpan(0, read));
            }

            return (response.StatusCode, body.ToArray());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new PortMappingException("no answer");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            throw new PortMappingException((fault.InnerException ?? fault).Message);
        }
    }
}
