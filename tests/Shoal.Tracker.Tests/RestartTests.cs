using System.Net;
using System.Net.Sockets;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker.Tests;

public sealed class RestartTests : IDisposable
{
    private static readonly IPEndPoint Any = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint Any6 = new(IPAddress.IPv6Loopback, 0);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shoal-state-");

    private TrackerOptions Options => new() { Http = [Any, Any6], Udp = [Any, Any6], StateDirectory = _folder.FullName };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Peers_and_downloads_outlive_the_process()
    {
        await using (var server = await TrackerServer.StartAsync(Options))
        {
            foreach (var http in server.Http)
            {
                for (var port = 1; port <= 300; port++) await Ask.HttpAsync(http, Ask.HashOf(port % 7), port, left: port % 2);
                await Ask.HttpAsync(http, Ask.HashOf(1), 1, what: AnnounceEvent.Completed, left: 0);
            }
        }

        await using var again = await TrackerServer.StartAsync(Options);

        Assert.Equal((14, 600), (again.Snapshot().Swarms, again.Snapshot().Peers));
        foreach (var http in again.Http)
        {
            var reply = await Ask.HttpAsync(http, Ask.HashOf(1), 0);
            Assert.Equal((43, 43), (reply.Seeds + reply.Leechers, reply.Peers.Count));
            Assert.Equal(1, (await Ask.ScrapeAsync(http, Ask.HashOf(1))).Downloads);
        }
    }

    [Fact]
    public async Task What_a_killed_tracker_knew_a_moment_ago_is_there_again()
    {
        var grave = Directory.CreateTempSubdirectory("shoal-state-");
        await using var server = await TrackerServer.StartAsync(Options with { SavePeriod = TimeSpan.FromSeconds(1) });
        await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, what: AnnounceEvent.Completed, left: 0);
        var saved = Path.Combine(_folder.FullName, "swarms");
        // What is on the disk while it runs is all that a kill would leave.
        await Ask.UntilAsync(() => Task.FromResult(File.Exists(saved) && new FileInfo(saved).Length > 60), "it saves by itself");
        File.Copy(saved, Path.Combine(grave.FullName, "swarms"));

        await using var heir = await TrackerServer.StartAsync(Options with { StateDirectory = grave.FullName });

        Assert.Equal((1, 0, 1), await Ask.ScrapeAsync(heir.Http[0], Ask.HashOf(1)) is var counts ? (counts.Seeds, counts.Leechers, counts.Downloads) : default);
        grave.Delete(recursive: true);
    }

    [Fact]
    public async Task Counts_alone_are_kept_where_peers_shall_be_forgotten()
    {
        await using (var server = await TrackerServer.StartAsync(Options with { SavePeers = false }))
            await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1, what: AnnounceEvent.Completed, left: 0);

        await using var again = await TrackerServer.StartAsync(Options);

        Assert.Equal(0, again.Snapshot().Peers);
        Assert.Equal(1, (await Ask.ScrapeAsync(again.Http[0], Ask.HashOf(1))).Downloads);
    }

    [Fact]
    public async Task A_damaged_file_is_set_aside_wherever_it_is_damaged()
    {
        await using (var server = await TrackerServer.StartAsync(Options)) await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1);
        var path = Path.Combine(_folder.FullName, "swarms");
        var whole = await File.ReadAllBytesAsync(path);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(path, at % 2 == 0 ? damaged : whole[..at]);
            Assert.Throws<InvalidDataException>(() => SwarmFile.Check(path));
        }

        await using var again = await TrackerServer.StartAsync(Options);

        Assert.Equal(0, again.Snapshot().Peers);
        Assert.True(File.Exists(path + ".damaged"));
    }

    [Fact]
    public async Task Peers_grow_old_while_nobody_runs()
    {
        var clock = new WallClock { Now = DateTimeOffset.UtcNow };
        await using (var server = await TrackerServer.StartAsync(Options, clock)) await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1);
        clock.Now += TimeSpan.FromMinutes(40);
        await using (var server = await TrackerServer.StartAsync(Options, clock)) Assert.Equal(1, server.Snapshot().Peers);
        clock.Now += TimeSpan.FromMinutes(20);
        await using var later = await TrackerServer.StartAsync(Options, clock);

        Assert.Equal(0, later.Snapshot().Peers);
    }

    [Fact]
    public async Task Two_trackers_do_not_share_a_state_folder()
    {
        await using var server = await TrackerServer.StartAsync(Options);

        var fault = await Assert.ThrowsAsync<IOException>(() => TrackerServer.StartAsync(Options));

        Assert.Contains(_folder.FullName, fault.Message, StringComparison.Ordinal);
        Assert.Null((await Ask.HttpAsync(server.Http[0], Ask.HashOf(1), 1)).Failure);
    }

    [Fact]
    public async Task A_tracker_takes_over_and_no_request_is_lost()
    {
        var first = await TrackerServer.StartAsync(Options);
        var (udp, http) = (first.Udp[0], first.Http[0]);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 15_000 };
        await socket.ConnectAsync(udp);
        var id = Connect(socket);
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var asked = 0;
            while (!stop.IsCancellationRequested) await Ask.HttpAsync(http, Ask.HashOf(2), 1 + (asked++ % 500));
            return asked;
        });
        Announce(socket, id, 7);
        await Task.Delay(300);

        await using var second = await TrackerServer.StartAsync(Options with { Udp = [udp], Http = [http], TakesOver = true });
        await first.Ended.WaitAsync(TimeSpan.FromSeconds(15));
        Announce(socket, id, 8);   // with the id of the one before
        await first.DisposeAsync();
        await Task.Delay(300);
        await stop.CancelAsync();

        Assert.True(await asking > 0);
        Assert.Equal(["127.0.0.1:7", "127.0.0.1:8"], (await Ask.UdpAsync(udp, Ask.HashOf(1), 9)).Peers.Select(p => p.ToString()).Order());
        Assert.Equal(udp, second.Udp[0]);
    }

    private static ulong Connect(Socket socket)
    {
        var buffer = new byte[TrackerLimits.MaxDatagramBytes];
        UdpConnect.WriteRequest(buffer, 5);
        socket.Send(buffer.AsSpan(0, UdpConnect.RequestSize));
        Assert.True(UdpConnect.TryReadReply(buffer.AsSpan(0, socket.Receive(buffer)), out var id));
        return id;
    }

    private static void Announce(Socket socket, ulong id, int port)
    {
        var buffer = new byte[TrackerLimits.MaxDatagramBytes];
        var request = new AnnounceRequest { InfoHash = Ask.HashOf(1), PeerId = default, Port = port, Left = 1 };
        socket.Send(buffer.AsSpan(0, UdpAnnounce.WriteRequest(buffer, id, 6, request, [])));
        var length = socket.Receive(buffer);
        Assert.True(UdpReplyHead.TryRead(buffer.AsSpan(0, length), out var head) && head.Action == UdpAction.Announce);
    }

    private sealed class WallClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
