using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop.Clients;

/// <summary>JSON over HTTP, as Transmission, aria2 and qBittorrent speak it.</summary>
/// <param name="server">Where it listens.</param>
/// <param name="host">The computer that is on; null: this one.</param>
internal sealed class JsonHttp(IPEndPoint server, NamespaceHost? host = null) : IDisposable
{
    private const string TransmissionSession = "X-Transmission-Session-Id";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, cancel) => ConnectAsync(server, host, cancel) })
    {
        BaseAddress = new Uri($"http://{server}/"),
        Timeout = TimeSpan.FromSeconds(20),
    };

    public async Task<JsonNode> PostAsync(string path, JsonNode body)
    {
        while (true)
        {
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
            if (answer.StatusCode == HttpStatusCode.Conflict && answer.Headers.TryGetValues(TransmissionSession, out var ids))
            {
                _http.DefaultRequestHeaders.Remove(TransmissionSession);
                _http.DefaultRequestHeaders.Add(TransmissionSession, ids);   // its guard against forged requests: ask again with this
                continue;
            }
            return await ReadAsync(answer);
        }
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(answer);
    }

    public async Task PostFormAsync(string path, HttpContent form)
    {
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint server, NamespaceHost? host, CancellationToken cancel)
    {
        Socket Make() => new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var socket = host?.Inside(Make) ?? Make();
        try
        {
            await socket.ConnectAsync(server, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{(int)answer.StatusCode}: {text}");
        try
        {
            return JsonNode.Parse(text) ?? throw new HttpRequestException("an empty answer");
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"not JSON: {text}", e);
        }
    }
}
