using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Shoal.Tracker.Tests;

public sealed class WebSwarmsTests
{
    private static readonly IPEndPoint Any = new(IPAddress.Loopback, 0);
    private static readonly string Hash = "aaaaaaaaaaaaaaaaaaa" + (char)0xE9;

    [Fact]
    public async Task An_offer_goes_to_another_browser_and_its_answer_comes_back()
    {
        await using var server = await TrackerServer.StartAsync(new TrackerOptions { Http = [Any] });
        using var first = await OpenAsync(server);
        using var second = await OpenAsync(server);

        await SayAsync(first, Announce("first-peer-id-000001", ""));
        Assert.Equal(1, (await HearAsync(first)).GetProperty("incomplete").GetInt32());
        await SayAsync(second, Announce("second-peer-id-00002", """ ,"offers":[{"offer":{"type":"offer","sdp":"v=0"},"offer_id":"abc"}] """));
        Assert.Equal(2, (await HearAsync(second)).GetProperty("incomplete").GetInt32());

        var offer = await HearAsync(first);
        Assert.Equal(("v=0", "abc", "second-peer-id-00002", Hash), (
            offer.GetProperty("offer").GetProperty("sdp").GetString(), offer.GetProperty("offer_id").GetString(),
            offer.GetProperty("peer_id").GetString(), offer.GetProperty("info_hash").GetString()));
        await SayAsync(first, Announce("first-peer-id-000001", """ ,"to_peer_id":"second-peer-id-00002","offer_id":"abc","answer":{"type":"answer","sdp":"v=1"} """));
        Assert.Equal("v=1", (await HearAsync(second)).GetProperty("answer").GetProperty("sdp").GetString());
        Assert.Equal(2, server.Snapshot().WebPeers);
    }

    [Fact]
    public async Task Who_leaves_is_gone_from_the_scrape()
    {
        await using var server = await TrackerServer.StartAsync(new TrackerOptions { Http = [Any] });
        using var watcher = await OpenAsync(server);
        using (var leaver = await OpenAsync(server))
        {
            await SayAsync(leaver, Announce("first-peer-id-000001", ""));
            await HearAsync(leaver);
            Assert.Equal(1, await IncompleteAsync(watcher));
        }

        await Ask.UntilAsync(async () => await IncompleteAsync(watcher) == 0, "nobody is left");
    }

    [Fact]
    public async Task Two_clients_of_one_page_share_a_socket_and_meet()
    {
        await using var server = await TrackerServer.StartAsync(new TrackerOptions { Http = [Any] });
        using var socket = await OpenAsync(server);

        await SayAsync(socket, Announce("first-peer-id-000001", ""));
        await HearAsync(socket);
        await SayAsync(socket, Announce("second-peer-id-00002", """ ,"offers":[{"offer":{"type":"offer","sdp":"v=0"},"offer_id":"abc"}] """));

        Assert.Equal(2, (await HearAsync(socket)).GetProperty("incomplete").GetInt32());
        Assert.Equal("second-peer-id-00002", (await HearAsync(socket)).GetProperty("peer_id").GetString());
    }

    [Fact]
    public async Task Nonsense_is_refused_and_the_socket_goes_on()
    {
        await using var server = await TrackerServer.StartAsync(new TrackerOptions { Http = [Any] });
        using var socket = await OpenAsync(server);
        foreach (var nonsense in new[] { "", "{", "[]", "null", """{"action":"announce"}""", """{"action":"announce","info_hash":1}""", new string('[', 5_000), "{\"action\":\"\\ud800\"}" })
        {
            await SayAsync(socket, nonsense);
            Assert.Equal("message makes no sense", (await HearAsync(socket)).GetProperty("failure reason").GetString());
        }

        await SayAsync(socket, Announce("first-peer-id-000001", ""));
        Assert.Equal("announce", (await HearAsync(socket)).GetProperty("action").GetString());
    }

    [Fact]
    public async Task Announces_come_within_TLS_too()
    {
        var folder = Directory.CreateTempSubdirectory("shoal-tls-");
        using var key = RSA.Create(2_048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(folder.FullName, "both.pem");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        await using var server = await TrackerServer.StartAsync(new TrackerOptions { Http = [Any], Https = [Any], CertificateFile = path });
        Assert.Single(server.Http);
        using var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, seen, _, _) => seen!.GetCertHashString() == certificate.GetCertHashString() } };
        using var http = new HttpClient(handler);

        var answer = await http.GetStringAsync(new Uri($"https://{server.Https[0]}/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1"));

        Assert.Contains("8:interval", answer, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static string Announce(string peer, string more) =>
        $$"""{"action":"announce","info_hash":"{{Hash}}","peer_id":"{{peer}}","numwant":5,"left":7,"uploaded":0,"downloaded":0 {{more}}}""";

    private static async Task<int> IncompleteAsync(ClientWebSocket socket)
    {
        await SayAsync(socket, $$"""{"action":"scrape","info_hash":["{{Hash}}"]}""");
        return (await HearAsync(socket)).GetProperty("files").GetProperty(Hash).GetProperty("incomplete").GetInt32();
    }

    private static async Task<ClientWebSocket> OpenAsync(TrackerServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Http[0]}/announce"), CancellationToken.None);
        return socket;
    }

    private static async Task SayAsync(ClientWebSocket socket, string text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<JsonElement> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64_000];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var length = (await socket.ReceiveAsync(buffer, patience.Token)).Count;
        return JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement;
    }
}
