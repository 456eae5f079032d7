using System.Net;
using System.Net.Sockets;
using Shoal.Core.Metainfo;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Sessions;
using Shoal.Engine.WebSeeds;

namespace Shoal.Engine.Tests.WebSeeds;

public sealed class WebSeedThreatTests
{
    private readonly Dictionary<string, string[]> _names = new()
    {
        ["global.example"] = ["8.8.8.8"],
        ["mirror.example"] = ["1.1.1.1", "2606:4700::1"],
        ["both.example"] = ["127.0.0.1", "9.9.9.9"],
        ["loop.example"] = ["127.0.0.1"],
        ["mapped.example"] = ["::ffff:127.0.0.1"],
        ["cloud.example"] = ["169.254.169.254"],
        ["carrier.example"] = ["100.64.0.1"],
        ["router.example"] = ["192.168.1.1"],
    };

    private int _lookUps;

    [Theory]
    [InlineData("http://global.example/x?y=z")]
    [InlineData("http://router.example/x")]
    [InlineData("http://loop.example:8080/x")]
    [InlineData("http://both.example/x?y=z")]
    public async Task A_torrent_may_name_servers_anywhere(string url) => await Door().AdmitAsync(new Uri(url), isFromUser: false, default);

    [Theory]
    [InlineData("http://router.example/reboot?now=1")]
    [InlineData("http://loop.example:8080/api?cmd=x")]
    [InlineData("http://mapped.example/x?y")]
    [InlineData("http://169.254.169.254/latest?x")]
    [InlineData("http://global.example:25/x")]
    [InlineData("http://router.example:23/x")]
    public async Task Threat_row_9_a_near_server_gets_no_query_and_no_service_of_the_system_is_asked(string url)
    {
        var refused = await Assert.ThrowsAsync<WebSeedException>(() => Door().AdmitAsync(new Uri(url), isFromUser: false, default));
        Assert.True(refused.IsForGood);
    }

    [Fact]
    public async Task What_the_user_named_may_be_anywhere() => await Door().AdmitAsync(new Uri("http://router.example:81/x?y"), isFromUser: true, default);

    [Theory]
    [InlineData("http://global.example/x", "http://mirror.example/y")]
    [InlineData("http://global.example/x", "https://mirror.example/y?token=1")]
    [InlineData("https://global.example/x", "https://mirror.example/y")]
    [InlineData("http://router.example/x", "http://global.example/y?token=1")]
    [InlineData("http://loop.example/x", "http://router.example/y")]
    [InlineData("http://loop.example/x", "http://loop.example:8080/y")]
    public async Task A_redirect_leads_as_far_or_farther(string from, string to) => await Door().FollowAsync(new Uri(from), new Uri(to), default);

    [Theory]
    [InlineData("http://global.example/x", "http://loop.example/y")]
    [InlineData("http://global.example/x", "http://mapped.example/y")]
    [InlineData("http://global.example/x", "http://router.example/y")]
    [InlineData("http://global.example/x", "http://cloud.example/latest")]
    [InlineData("http://global.example/x", "http://carrier.example/y")]
    [InlineData("http://global.example/x", "http://127.0.0.1/y")]
    [InlineData("http://global.example/x", "http://[::ffff:10.0.0.1]/y")]
    [InlineData("http://global.example/x", "http://0x7f000001/y")]
    [InlineData("http://router.example/x", "http://loop.example/y")]
    [InlineData("http://loop.example/x", "http://loop.example/y?cmd=x")]
    [InlineData("http://global.example/x", "http://mirror.example:25/y")]
    [InlineData("https://global.example/x", "http://mirror.example/y")]
    [InlineData("http://global.example/x", "file:///etc/passwd")]
    [InlineData("http://global.example/x", "ftp://mirror.example/y")]
    [InlineData("http://global.example/x", "http://user@mirror.example/y")]
    public async Task Threat_row_9_a_redirect_never_leads_nearer_or_to_what_is_no_web_server(string from, string to) =>
        await Assert.ThrowsAsync<WebSeedException>(() => Door().FollowAsync(new Uri(from), new Uri(to), default));

    [Fact]
    public async Task Threat_row_9_a_seed_leads_to_a_few_hosts_only()
    {
        var door = new WebSeedDoor(new SocketFactory(), new HostResolver((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")])), isLoopbackOnly: false);
        await Assert.ThrowsAsync<WebSeedException>(async () =>
        {
            for (var i = 0; i < 100; i++) await door.AdmitAsync(new Uri($"http://h{i}.example/"), isFromUser: false, default);
        });
    }

    [Theory]
    [InlineData("http://global.example/x")]
    [InlineData("http://router.example/x")]
    public async Task An_engine_on_loopback_asks_nobody_else_not_even_for_the_user(string url) =>
        await Assert.ThrowsAsync<WebSeedException>(() => Door(isLoopbackOnly: true).AdmitAsync(new Uri(url), isFromUser: true, default));

    [Fact]
    public async Task Threat_row_9_a_name_is_looked_up_once_and_what_was_judged_is_what_is_dialled()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        server.Answer = request => [.. FakeWebServer.Head(206, $"Content-Range: bytes {request.Range!.Value.From}-{request.Range!.Value.To}/100000\r\nContent-Length: 10\r\nConnection: close"), .. new byte[10]];
        var answers = new Queue<string>(["127.0.0.1", "127.0.0.99"]);
        var resolver = new HostResolver((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        Assert.True(WebSeedUrl.TryParse($"http://seed.example:{server.Address.Port}/", out var url));
        using var http = new WebSeedHttp(url, false, swarm.Torrent.Metainfo, new WebSeedDoor(new SocketFactory(), resolver, isLoopbackOnly: true), TimeProvider.System);

        for (var i = 0; i < 3; i++)
        {
            await using var body = await http.GetAsync(swarm.Torrent.Metainfo.Files[0], i * 10, 10, default);
            Assert.Equal(10, await body.ReadAsync(new byte[10]));
        }

        Assert.Single(answers);
        Assert.Equal(3, server.Connections);
    }

    [Fact]
    public async Task A_redirect_is_followed_and_remembered_for_its_file()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 2_000_000), ("b", 100_000));
        await using var mirror = new FakeWebServer(swarm.SeedFolder);
        await using var front = new FakeWebServer(swarm.SeedFolder);
        front.Answer = request => FakeWebServer.Redirect($"http://{mirror.Address}{request.Target}");
        var leecher = await (await swarm.EngineAsync()).AddAsync(new AddTorrent { Metainfo = swarm.Torrent.TorrentFile, Directory = swarm.FolderOf("leech") });
        leecher.AddWebSeed(front.Url);

        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);

        swarm.AssertSame("leech");
        Assert.InRange(front.Requests.Count, 2, 8);
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        server.Answer = request => FakeWebServer.Redirect(request.Target + "x");
        Assert.True(WebSeedUrl.TryParse(server.Url, out var url));
        using var http = new WebSeedHttp(url, false, swarm.Torrent.Metainfo, Door(), TimeProvider.System);

        await Assert.ThrowsAsync<WebSeedException>(() => http.GetAsync(swarm.Torrent.Metainfo.Files[0], 0, 10, default));

        Assert.Equal(WebSeedHttp.MaxRedirects + 1, server.Requests.Count);
    }

    [Fact]
    public async Task Threat_row_4_a_certificate_that_nobody_vouches_for_is_not_taken()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        using var server = new SelfSignedServer();
        Assert.True(WebSeedUrl.TryParse($"https://localhost:{server.Port}/", out var url));
        using var http = new WebSeedHttp(url, false, swarm.Torrent.Metainfo, new WebSeedDoor(new SocketFactory(), new HostResolver((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])), true), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<WebSeedException>(() => http.GetAsync(swarm.Torrent.Metainfo.Files[0], 0, 10, default));

        Assert.Equal("its certificate is not trusted", refused.Message);
    }

    [Fact]
    public async Task Nothing_is_sent_along_that_tells_who_asks()
    {
        await using var swarm = await TestSwarm.CreateAsync(TorrentKind.V1, ("a", 100_000));
        await using var server = new FakeWebServer(swarm.SeedFolder);
        Assert.True(WebSeedUrl.TryParse(server.Url, out var url));
        using var http = new WebSeedHttp(url, false, swarm.Torrent.Metainfo, Door(), TimeProvider.System);

        await using var body = await http.GetAsync(swarm.Torrent.Metainfo.Files[0], 0, 10, default);

        var head = server.Requests.Single().Head.Split("\r\n")[1..].Where(line => line.Length > 0).Select(line => line.Split(':')[0]);
        Assert.Equal(["Accept-Encoding", "Host", "Range", "User-Agent"], head.Order(StringComparer.Ordinal));
    }

    private WebSeedDoor Door(bool isLoopbackOnly = false) => new(new SocketFactory(), new HostResolver(LookUpAsync), isLoopbackOnly);

    private Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancel)
    {
        _lookUps++;
        if (!_names.TryGetValue(host, out var found)) throw new SocketException((int)SocketError.HostNotFound);
        return Task.FromResult(found.Select(IPAddress.Parse).ToArray());
    }
}
