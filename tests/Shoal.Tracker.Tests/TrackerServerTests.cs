using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker.Tests;

public class TrackerServerTests
{
    private static readonly InfoHash Hash = new([.. Enumerable.Range(200, 20).Select(i => (byte)i)]);
    private static readonly TrackerOptions Everywhere = new()
    {
        Http = [new(IPAddress.Loopback, 0), new(IPAddress.IPv6Loopback, 0)],
        Udp = [new(IPAddress.Loopback, 0), new(IPAddress.IPv6Loopback, 0)],
    };

    [Fact]
    public async Task Udp_and_http_peers_are_one_swarm()
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);

        await Ask.UdpAsync(server.Udp[0], Hash, 1111);
        var reply = await HttpAnnounceAsync(server.Http[0], 2222);
        var back = await Ask.UdpAsync(server.Udp[0], Hash, 1111);

        Assert.Equal(["127.0.0.1:1111"], reply.Peers.Select(p => p.ToString()));
        Assert.Equal(["127.0.0.1:2222"], back.Peers.Select(p => p.ToString()));
        Assert.Equal(IPAddress.Loopback, reply.ExternalAddress);
        Assert.Equal((1, 2, 3L), (server.Snapshot().Swarms, server.Snapshot().Peers, server.Snapshot().Announces));
    }

    [Fact]
    public async Task IPv6_peers_are_given_in_peers6()
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);

        await Ask.UdpAsync(server.Udp[1], Hash, 1111);
        var compact = await HttpAnnounceAsync(server.Http[1], 2222);
        var list = await HttpAnnounceAsync(server.Http[1], 2222, "&compact=0");

        Assert.Equal(["[::1]:1111"], compact.Peers.Select(p => p.ToString()));
        Assert.Equal(["[::1]:1111"], list.Peers.Select(p => p.ToString()));
    }

    [Fact]
    public async Task A_list_of_dictionaries_is_given_when_asked_for()
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);
        await HttpAnnounceAsync(server.Http[0], 1111);

        var body = await Ask.GetAsync(server.Http[0], AnnouncePath(2222, "&compact=0"));

        Assert.Contains("5:peersld2:ip9:127.0.0.14:porti1111eee", Encoding.Latin1.GetString(body.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_announces_somebody_else()
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);

        await HttpAnnounceAsync(server.Http[0], 1111, "&ip=10.9.8.7");

        Assert.Equal(["127.0.0.1:1111"], (await HttpAnnounceAsync(server.Http[0], 2222)).Peers.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("/announce", "d14:failure reason20:info_hash is missinge")]
    [InlineData("/announce?info_hash=1", "d14:failure reason25:info_hash is not 20 bytese")]
    [InlineData("/scrape", "d14:failure reason57:a scrape of everything is not available; name info-hashese")]
    public async Task What_makes_no_sense_gets_a_reason(string path, string expected)
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);

        var answer = await Ask.GetAsync(server.Http[0], path);

        Assert.Equal((200, expected), (answer.Status, Encoding.UTF8.GetString(answer.Body)));
    }

    [Fact]
    public async Task A_scrape_over_http_has_each_hash_once_and_in_order()
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);
        await HttpAnnounceAsync(server.Http[0], 1111);
        var zero = new InfoHash(new byte[20]);

        var answer = await Ask.GetAsync(server.Http[0], HttpScrapeQuery.Write("/scrape", [Hash, zero, Hash]));

        Assert.True(HttpScrapeReply.TryRead(answer.Body, out var swarms, out _));
        Assert.Equal((2, new ScrapeCounts(0, 0, 1), default), (swarms.Count, swarms[Hash], swarms[zero]));
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/stats", 200)]
    [InlineData("/nothing", 404)]
    public async Task Other_paths_are_plain_text(string path, int status)
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);
        Assert.Equal(status, (await Ask.GetAsync(server.Http[0], path)).Status);
    }

    [Fact]
    public async Task A_post_is_refused_and_the_server_goes_on()
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);

        var answer = await Ask.RawAsync(server.Http[0], "POST /announce HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 405", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
        Assert.Null((await HttpAnnounceAsync(server.Http[0], 1111)).Failure);
    }

    [Fact]
    public async Task Random_requests_over_http_do_not_stop_it()
    {
        await using var server = await TrackerServer.StartAsync(Everywhere);
        var random = new Random(23);
        for (var round = 0; round < 50; round++)
        {
            var noise = new byte[random.Next(1, 400)];
            random.NextBytes(noise);
            byte[] request = round % 2 == 0 ? noise : [.. "GET /announce?"u8, .. noise.Select(b => (byte)(33 + (b % 90))), .. " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8];
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Http[0]);
            await socket.SendAsync(request);
        }

        Assert.Null((await HttpAnnounceAsync(server.Http[0], 1111)).Failure);
    }

    [Fact]
    public async Task A_taken_address_is_told_and_nothing_stays_open()
    {
        await using var first = await TrackerServer.StartAsync(Everywhere);
        var free = new IPEndPoint(IPAddress.Parse("127.0.0.77"), first.Udp[0].Port);

        var fault = await Assert.ThrowsAsync<IOException>(() => TrackerServer.StartAsync(new TrackerOptions { Udp = [free, first.Udp[0]] }));
        Assert.Contains(first.Udp[0].ToString(), fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(() => TrackerServer.StartAsync(new TrackerOptions { Udp = [free], Http = [first.Http[0]] }));
        await using var second = await TrackerServer.StartAsync(new TrackerOptions { Udp = [free] });

        Assert.Equal(free, second.Udp[0]);
    }

    [Fact]
    public async Task It_stops_at_once_with_idle_connections_open()
    {
        var server = await TrackerServer.StartAsync(Everywhere);
        using var idle = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await idle.ConnectAsync(server.Http[0]);

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<AnnounceReply> HttpAnnounceAsync(IPEndPoint tracker, int port, string more = "")
    {
        var answer = await Ask.GetAsync(tracker, AnnouncePath(port, more));
        Assert.Equal(200, answer.Status);
        Assert.True(HttpAnnounceReply.TryRead(answer.Body, out var reply));
        return reply;
    }

    private static string AnnouncePath(int port, string more) =>
        HttpAnnounceQuery.Write("/announce", new AnnounceRequest { InfoHash = Hash, PeerId = default, Port = port, Left = 1 })
            .Replace("&compact=1", "", StringComparison.Ordinal) + more;
}
