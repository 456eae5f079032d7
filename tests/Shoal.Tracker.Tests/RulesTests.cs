using System.Net;
using System.Text;
using System.Text.Json;

namespace Shoal.Tracker.Tests;

public sealed class RulesTests : IDisposable
{
    private static readonly IPEndPoint Any = new(IPAddress.Loopback, 0);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shoal-rules-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_listed_tracker_serves_what_is_listed_and_hears_of_changes()
    {
        var list = Write("allow", $"# ours\n{Ask.HashOf(1)}\n\n");
        await using var server = await TrackerServer.StartAsync(Loopback with { AllowFile = list });

        Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1)).Failure);
        Assert.Equal("torrent is not allowed", (await Ask.HttpAsync(server.Http[0], Ask.HashOf(2), 1)).Failure);
        Assert.Equal("torrent is not allowed", (await Ask.UdpAsync(server.Udp[0], Ask.HashOf(2), 1)).Failure);

        Write("allow", $"{Ask.HashOf(1)}\n{Ask.HashOf(2)} # new\n");

        await Ask.UntilAsync(async () => (await Ask.HttpAsync(server.Http[0], Ask.HashOf(2), 1)).Failure is null, "the new list is in force");
        Write("allow", "no hash\n");
        await Task.Delay(1_500);
        Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(2), 1)).Failure);
    }

    [Fact]
    public async Task A_denied_hash_is_refused_and_others_are_not()
    {
        await using var server = await TrackerServer.StartAsync(Loopback with { DenyFile = Write("deny", $"{Ask.HashOf(1)}") });

        Assert.Equal("torrent is not allowed", (await Ask.UdpAsync(server.Udp[0], Ask.HashOf(1), 1)).Failure);
        Assert.Null((await Ask.UdpAsync(server.Udp[0], Ask.HashOf(2), 1)).Failure);
    }

    [Fact]
    public async Task A_private_tracker_wants_a_passkey_in_the_url_over_http_and_udp()
    {
        await using var server = await TrackerServer.StartAsync(Loopback with { PasskeyFile = Write("keys", "0123456789abcdef\n") });

        Assert.Equal("passkey is not valid", (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1)).Failure);
        Assert.Equal("passkey is not valid", (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, before: "/0123456789abcdeX")).Failure);
        Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, before: "/0123456789abcdef")).Failure);
        Assert.Equal("passkey is not valid", (await Ask.UdpAsync(server.Udp[0], Ask.HashOf(1), 1)).Failure);
        Assert.Null((await Ask.UdpAsync(server.Udp[0], Ask.HashOf(1), 1, "/0123456789abcdef/announce")).Failure);
    }

    [Fact]
    public async Task Threat_row_37_an_address_that_asks_too_much_is_refused_and_still_gets_peers_when_it_only_joins_too_much()
    {
        var limits = new AddressLimits { Announces = 10, Joins = 2, Scrapes = 3 };
        await using var server = await TrackerServer.StartAsync(Loopback with { Limits = limits });
        for (var port = 1; port <= 5; port++) await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), port);

        Assert.Equal(2, server.Snapshot().Peers);
        Assert.Equal(2, (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 99)).Peers.Count);
        for (var port = 6; port <= 20; port++) await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), port);
        Assert.Equal("too many requests", (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1)).Failure);
    }

    [Fact]
    public async Task A_named_proxy_speaks_for_others_and_a_stranger_does_not()
    {
        var trusting = Loopback with { Proxies = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("198.51.100.0/24")] };
        await using var server = await TrackerServer.StartAsync(trusting);
        await using var careful = await TrackerServer.StartAsync(Loopback);

        await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1001, headers: "X-Forwarded-For: 203.0.113.9, 192.0.2.7, 198.51.100.3\r\n");
        await Ask.HttpAsync(careful.Http[0], Ask.HashOf(1), 1001, headers: "X-Forwarded-For: 192.0.2.7\r\n");

        Assert.Equal(["192.0.2.7:1001"], (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 2)).Peers.Select(p => p.ToString()));
        Assert.Equal(["127.0.0.1:1001"], (await Ask.HttpAsync(careful.Http[0], Ask.HashOf(1), 2)).Peers.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n", "192.0.2.7")]
    [InlineData("PROXY UNKNOWN\r\n", "127.0.0.1")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\x00\x02\x07\x01\x01\x01\x01\0\x50\0\x50", "192.0.2.7")]
    [InlineData("", "127.0.0.1")]
    public async Task The_PROXY_protocol_of_a_named_proxy_names_the_client(string greeting, string expected)
    {
        await using var server = await TrackerServer.StartAsync(Loopback with { Proxies = [IPNetwork.Parse("127.0.0.1/32")] });
        var hash = string.Concat(Ask.HashOf(1).ToArray().Select(b => $"%{b:x2}"));

        await Ask.RawAsync(server.Http[0], Encoding.Latin1.GetBytes(
            $"{greeting}GET /announce?info_hash={hash}&peer_id=aaaaaaaaaaaaaaaaaaaa&port=77 HTTP/1.1\r\nConnection: close\r\n\r\n"));

        Assert.Equal([$"{expected}:77"], (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 2)).Peers.Select(p => p.ToString()));
    }

    [Fact]
    public async Task Bans_are_in_the_file_or_come_by_the_admin_api()
    {
        const string Token = "a token of many letters";
        const string Bearer = $"Authorization: Bearer {Token}\r\n";
        await using var server = await TrackerServer.StartAsync(Loopback with { AdminToken = Token, BanFile = Write("bans", "192.0.2.0/24\n2001:db8::7\n"), Proxies = [IPNetwork.Parse("127.0.0.1/32")] });

        Assert.Equal("not allowed", (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, headers: "X-Forwarded-For: 192.0.2.200\r\n")).Failure);
        Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, headers: "X-Forwarded-For: 192.0.3.1\r\n")).Failure);
        Assert.Equal(401, (await Ask.GetAsync(server.Http[0], "/api/bans?network=192.0.3.0%2F24", method: "POST")).Status);
        Assert.Equal(200, (await Ask.GetAsync(server.Http[0], "/api/bans?network=192.0.3.0%2F24", Bearer, "POST")).Status);
        Assert.Equal("not allowed", (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, headers: "X-Forwarded-For: 192.0.3.1\r\n")).Failure);
        Assert.Contains("192.0.3.0/24", Encoding.UTF8.GetString((await Ask.GetAsync(server.Http[0], "/api/bans", Bearer)).Body), StringComparison.Ordinal);
        await Ask.GetAsync(server.Http[0], "/api/bans?network=192.0.3.0%2F24", Bearer, "DELETE");
        Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, headers: "X-Forwarded-For: 192.0.3.1\r\n")).Failure);
    }

    [Fact]
    public async Task Bans_of_the_admin_api_outlive_the_tracker_and_a_damaged_list_is_set_aside()
    {
        const string Token = "a token of many letters";
        const string Bearer = $"Authorization: Bearer {Token}\r\n";
        var state = _folder.CreateSubdirectory("state").FullName;
        var options = Loopback with { AdminToken = Token, StateDirectory = state, BanFile = Write("bans", "192.0.2.0/24\n"), Proxies = [IPNetwork.Parse("127.0.0.1/32")] };
        async Task<string> BansAsync(TrackerServer server) => Encoding.UTF8.GetString((await Ask.GetAsync(server.Http[0], "/api/bans", Bearer)).Body);
        await using (var server = await TrackerServer.StartAsync(options))
        {
            foreach (var network in (string[])["203.0.113.7", "2001:db8::%2F32", "203.0.113.7", "198.51.100.0%2F24"])
                Assert.Equal(200, (await Ask.GetAsync(server.Http[0], $"/api/bans?network={network}", Bearer, "POST")).Status);
            await Ask.GetAsync(server.Http[0], "/api/bans?network=198.51.100.0%2F24", Bearer, "DELETE");
        }

        await using (var server = await TrackerServer.StartAsync(options))
        {
            Assert.Equal("""{"networks":["203.0.113.7/32","2001:db8::/32"],"listed":["192.0.2.0/24"],"kept":true}""", await BansAsync(server));
            Assert.Equal("not allowed", (await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, headers: "X-Forwarded-For: 203.0.113.7\r\n")).Failure);
            Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, headers: "X-Forwarded-For: 198.51.100.7\r\n")).Failure);
        }

        await File.WriteAllTextAsync(Path.Combine(state, "bans"), "203.0.113.7/32\nnobody\n");
        await using var again = await TrackerServer.StartAsync(options);
        Assert.Contains("\"networks\":[]", await BansAsync(again), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(state, "bans.damaged")));
    }

    [Fact]
    public void A_set_of_addresses_holds_what_its_networks_hold()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var networks = Enumerable.Range(0, random.Next(6)).Select(_ => IPNetwork.Parse(Masked(random))).ToArray();
            var set = new AddressSet(networks);
            for (var i = 0; i < 50; i++)
            {
                var address = new IPAddress([10, (byte)random.Next(2), (byte)random.Next(4), (byte)random.Next(256)]);
                Assert.True(networks.Any(n => n.Contains(address)) == set.Contains(address.GetAddressBytes()), $"round {round}: {address} in {string.Join(' ', networks)}");
            }
        }
    }

    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere_and_the_numbers_are_json()
    {
        await using var server = await TrackerServer.StartAsync(Loopback);
        await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, left: 0);

        var page = Encoding.UTF8.GetString(await Ask.RawAsync(server.Http[0], "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"u8.ToArray()));
        Assert.Contains("Content-Security-Policy: default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        using var numbers = JsonDocument.Parse((await Ask.GetAsync(server.Http[0], "/api/overview?since=0")).Body);
        Assert.Equal(1, numbers.RootElement.GetProperty("peersV4").GetInt32());
        Assert.Equal(Ask.HashOf(1).ToString(), numbers.RootElement.GetProperty("top")[0].GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Metrics_are_what_prometheus_reads()
    {
        await using var server = await TrackerServer.StartAsync(Loopback);
        await Ask.UdpAsync(server.Udp[0], Ask.HashOf(1), 1);

        var text = Encoding.UTF8.GetString((await Ask.GetAsync(server.Http[0], "/metrics")).Body);

        Assert.Contains("\nshoal_tracker_requests_total{kind=\"announce\"} 1\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+=""[a-z0-9_]+""\})? [0-9.]+)$", line);
    }

    [Theory]
    [InlineData(PageAccess.Off, 404)]
    [InlineData(PageAccess.Token, 401)]
    public async Task Who_may_not_see_the_numbers_does_not(PageAccess access, int status)
    {
        await using var server = await TrackerServer.StartAsync(Loopback with { Page = access, AdminToken = "0123456789abcdef" });
        foreach (var path in new[] { "/metrics", "/api/overview", "/stats" }) Assert.Equal(status, (await Ask.GetAsync(server.Http[0], path)).Status);
    }

    private static TrackerOptions Loopback => new() { Http = [Any], Udp = [Any] };

    private static string Masked(Random random)
    {
        var length = random.Next(8, 33);
        var number = ((10u << 24) | ((uint)random.Next(2) << 16) | (uint)random.Next(1024)) & (uint)(0xFFFF_FFFFul << (32 - length));
        return $"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}/{length}";
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
