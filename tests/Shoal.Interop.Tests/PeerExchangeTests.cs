using System.Diagnostics;
using System.Net;
using Shoal.Interop.Clients;
using Shoal.Interop.Namespaces;
using Xunit.Abstractions;

namespace Shoal.Interop;

/// <summary>A swarm without a tracker, of computers that each know one other: they tell each other of the rest (BEP 11).</summary>
public sealed class PeerExchangeTests(ITestOutputHelper output) : IDisposable
{
    private const int Port = 51_413;
    private static readonly TimeSpan Wanted = TimeSpan.FromMinutes(1);

    private readonly Workspace _room = new();

    [NeedsFact(Programs.Shoal, Programs.Namespaces, Programs.Libtorrent, "transmission-daemon", "mktorrent")]
    public Task Six_peers_that_know_only_one_all_know_each_other() => GatherAsync(shoals: 2, transmissions: 2, libtorrents: 2);

    [NeedsFact(Programs.Shoal, Programs.Namespaces, Programs.Libtorrent, "transmission-daemon", "mktorrent", Programs.LongRun)]
    public Task Twenty_peers_that_know_only_one_all_know_each_other() => GatherAsync(shoals: 13, transmissions: 3, libtorrents: 3);

    public void Dispose() => _room.Dispose();

    private async Task GatherAsync(int shoals, int transmissions, int libtorrents)
    {
        using var network = new NamespaceNetwork();
        var hosts = Enumerable.Range(1, 1 + shoals + transmissions + libtorrents).Select(number => network.AddHost($"10.77.0.{number}")).ToList();
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 32 << 20);
        var torrent = await TorrentMaker.MakeAsync("mktorrent", "v1", content, _room.File("x.torrent"), null);
        var clients = new List<Client>();
        try
        {
            // Transmission cannot be told a peer: the hub dials these, and they know nobody else.
            var (hub, others) = (hosts[0], hosts.Skip(1).ToList());
            var started = Stopwatch.GetTimestamp();
            foreach (var host in others.Take(transmissions)) clients.Add(await StartAsync("transmission-daemon", host, torrent, null));
            foreach (var (client, host) in clients.Zip(others)) await client.WaitUntilItListensAsync(new IPEndPoint(host.Address, Port), Wanted);
            // The hub gives so little that nobody completes, and all stay.
            var hubJob = JobOn(hub, torrent, "source", null) with { Seeds = true };
            var dials = others.Take(transmissions).SelectMany(host => new[] { "--peer", $"{host.Address}:{Port}" });
            await using var hubProgram = hub.Run(Programs.PathOf(Programs.Shoal), [.. ShoalClient.Arguments(hubJob, _room.Folder("hub-state")), .. dials, "--up", "20K"], TimeSpan.FromMinutes(5), _room.Root);
            while (!hubProgram.Said.Any(line => line.Contains("\"event\":\"seeding\"", StringComparison.Ordinal)))   // whoever is refused waits a minute
                await Task.Delay(100);
            foreach (var host in others.Skip(transmissions).Take(libtorrents)) clients.Add(await StartAsync(Programs.Libtorrent, host, torrent, hub));
            foreach (var host in others.Skip(transmissions + libtorrents)) clients.Add(await StartAsync(Programs.Shoal, host, torrent, hub));
            output.WriteLine($"all {hosts.Count} started after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");

            started = Stopwatch.GetTimestamp();
            var last = "";
            for (var missing = Missing(hosts); missing.Count > 0; missing = Missing(hosts))
            {
                last = string.Join(' ', missing);
                Assert.True(Stopwatch.GetElapsedTime(started) < 3 * Wanted, $"after three minutes these have not met: {last}");
                await Task.Delay(250);
            }

            output.WriteLine($"all {hosts.Count} know each other after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; the last to meet were {last}");
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    // Pairs without a connection, by the last number of their addresses: the hub is 1, then come Transmission, libtorrent and Shoal.
    private static List<string> Missing(List<NamespaceHost> hosts) =>
    [
        .. from a in hosts
           let neighbours = a.Neighbours(hosts)
           from b in hosts
           where a.Number < b.Number && !neighbours.Contains(b)
           select $"{a.Number}-{b.Number}",
    ];

    private async Task<Client> StartAsync(string program, NamespaceHost host, string torrent, NamespaceHost? hub)
    {
        var client = Client.Create(program, _room.Root);
        await client.StartAsync(JobOn(host, torrent, "downloaded-" + host.Name, hub));
        return client;
    }

    private Job JobOn(NamespaceHost host, string torrent, string folder, NamespaceHost? hub) => new(torrent, _room.Folder(folder), new IPEndPoint(host.Address, Port))
    {
        Host = host, ExchangesPeers = true, Peer = hub is null ? null : new IPEndPoint(hub.Address, Port), Lifetime = TimeSpan.FromMinutes(6),
    };
}
