using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoal.Interop;

/// <summary>Three trackers of ours share their swarms through real Redis servers: one, and a cluster of three masters.</summary>
public sealed class SharedTrackersTests : IDisposable
{
    private const string RedisServer = "redis-server";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Workspace _room = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose()
    {
        _http.Dispose();
        _room.Dispose();
    }

    [NeedsTheory(Programs.Shoal, RedisServer, "redis-cli")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_peer_announced_at_one_tracker_is_handed_out_by_another(int masters)
    {
        var ports = Enumerable.Range(0, masters).Select(_ => Workspace.FreeEndPoint(IPAddress.Loopback)).ToArray();
        var buses = Enumerable.Range(0, masters).Select(_ => Workspace.FreeEndPoint(IPAddress.Loopback).Port).ToArray();
        var redis = ports.Select((address, i) => StartRedis(address, masters > 1 ? buses[i] : 0)).ToArray();
        var trackers = Enumerable.Range(0, 3).Select(_ => Workspace.FreeEndPoint(IPAddress.Loopback)).ToArray();
        var nodes = new List<RunningProgram>();
        try
        {
            foreach (var address in ports) await UntilAsync(() => Task.FromResult(Listens(address)), "Redis listens");
            if (masters > 1)
            {
                await RunningProgram.RunAsync("redis-cli", ["--cluster", "create", .. ports.Select(p => p.ToString()), "--cluster-replicas", "0", "--cluster-yes"]);
                await UntilAsync(async () => (await RunningProgram.RunAsync("redis-cli", ["-p", $"{ports[0].Port}", "cluster", "info"])).Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster is whole");
            }

            foreach (var tracker in trackers) nodes.Add(StartTracker(tracker, ports[0]));
            foreach (var tracker in trackers) await UntilAsync(() => Task.FromResult(Listens(tracker)), "the tracker listens");
            // Sixteen torrents, so that every master has some.
            for (var torrent = 0; torrent < 16; torrent++) await AnnounceAsync(trackers[torrent % 3], torrent, 1_000 + torrent);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            for (var torrent = 0; torrent < 16; torrent++) await KnowsAsync(trackers[(torrent + 1) % 3], torrent, 1_000 + torrent);
            Console.WriteLine($"{masters} masters: all were known elsewhere after {clock.ElapsedMilliseconds} ms");
            if (masters == 1) Assert.True(clock.Elapsed < Promise * 3, $"{clock.Elapsed}");

            // A tracker that starts later hears what was said before.
            await nodes[2].DisposeAsync();
            nodes[2] = StartTracker(trackers[2], ports[^1]);
            await UntilAsync(() => Task.FromResult(Listens(trackers[2])), "the tracker listens again");
            for (var torrent = 0; torrent < 16; torrent++) await KnowsAsync(trackers[2], torrent, 1_000 + torrent);

            // Without Redis each goes on alone, and what was said meanwhile is told when it is back.
            await redis[0].KillAsync();
            for (var torrent = 0; torrent < 16; torrent++) await AnnounceAsync(trackers[0], torrent, 2_000 + torrent);
            for (var torrent = 0; torrent < 16; torrent++) await KnowsAsync(trackers[0], torrent, 2_000 + torrent);
            redis[0] = StartRedis(ports[0], masters > 1 ? buses[0] : 0);
            for (var torrent = 0; torrent < 16; torrent++) await KnowsAsync(trackers[1], torrent, 2_000 + torrent);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
            foreach (var server in redis) await server.DisposeAsync();
        }
    }

    private RunningProgram StartRedis(IPEndPoint address, int bus)
    {
        var folder = Directory.CreateDirectory(_room.File($"redis-{address.Port}")).FullName;
        string[] cluster = bus == 0 ? [] : ["--cluster-enabled", "yes", "--cluster-port", $"{bus}", "--cluster-node-timeout", "2000", "--cluster-config-file", "nodes.conf"];
        return new RunningProgram(
            Programs.PathOf(RedisServer), ["--bind", "127.0.0.1", "--port", $"{address.Port}", "--dir", folder, "--save", "", "--appendonly", "no", .. cluster], Lifetime, folder);
    }

    private RunningProgram StartTracker(IPEndPoint address, IPEndPoint redis) => new(
        Programs.PathOf(Programs.Shoal), ["tracker", "--http", address.ToString(), "--udp", address.ToString(), "--redis", redis.ToString()], Lifetime, _room.Root);

    private async Task KnowsAsync(IPEndPoint tracker, int torrent, int port) =>
        await UntilAsync(async () => (await AnnounceAsync(tracker, torrent, 0)).Contains(port), $"{tracker} knows port {port} of torrent {torrent}");

    // The ports it names.
    private async Task<HashSet<int>> AnnounceAsync(IPEndPoint tracker, int torrent, int port)
    {
        var hash = string.Concat(Enumerable.Range(0, 20).Select(i => $"%{(byte)(torrent * 17 + i):x2}"));
        var uri = new Uri($"http://{tracker}/announce?info_hash={hash}&peer_id=aaaaaaaaaaaaaaaaaaaa&port={port}&left=1&numwant=200&compact=1");
        var body = Encoding.Latin1.GetString(await _http.GetByteArrayAsync(uri));
        var at = body.IndexOf("5:peers", StringComparison.Ordinal) + 7;
        var colon = body.IndexOf(':', at);
        var peers = body.Substring(colon + 1, int.Parse(body.AsSpan(at, colon - at)));
        return [.. Enumerable.Range(0, peers.Length / 6).Select(i => (peers[(i * 6) + 4] << 8) | peers[(i * 6) + 5])];
    }

    private static bool Listens(IPEndPoint address)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(clock.Elapsed < Patience, $"not within {Patience}: {what}");
            await Task.Delay(50);
        }
    }
}
