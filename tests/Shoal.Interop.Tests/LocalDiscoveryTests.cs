using System.Diagnostics;
using System.Net;
using Shoal.Interop.Clients;
using Shoal.Interop.Namespaces;
using Xunit.Abstractions;

namespace Shoal.Interop;

/// <summary>Nobody is told of anybody: no tracker, no peer, no DHT. Two programs on one network find each other (BEP 14).</summary>
public sealed class LocalDiscoveryTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>What is wanted is two seconds; a busy machine must not fail the test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly Workspace _room = new();

    [NeedsFact(Programs.Shoal)]
    public async Task Two_Shoals_on_one_machine_find_each_other_by_a_link_alone()
    {
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20, seed: Environment.ProcessId);
        var torrent = await TorrentMaker.MakeAsync(Programs.Shoal, "hybrid", content, _room.File("x.torrent"), null);
        await using var seed = Client.Create(Programs.Shoal, _room.Root);
        await using var leech = Client.Create(Programs.Shoal, _room.Root);
        await seed.StartAsync(new Job(torrent, _room.Folder("source"), new IPEndPoint(IPAddress.Loopback, 0)) { Seeds = true, FindsLocally = true });
        await seed.WaitUntilCompleteAsync(Deadline);

        var started = Stopwatch.GetTimestamp();
        var magnet = $"magnet:?xt=urn:btih:{TorrentMaker.InfoHashes(torrent).V1}";
        await leech.StartAsync(new Job(magnet, _room.Folder("downloaded"), new IPEndPoint(IPAddress.Loopback, 0)) { FindsLocally = true });
        await leech.WaitUntilCompleteAsync(Patience);

        output.WriteLine($"found, metadata and 3 MiB fetched {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s after the second started");
        Tree.AssertSame(content, Path.Combine(_room.Folder("downloaded"), "content.bin"));
    }

    [NeedsTheory(Programs.Shoal, Programs.Namespaces, "mktorrent")]
    [Row(Programs.Shoal, Programs.Shoal, "10.77.0.")]
    [Row(Programs.Shoal, Programs.Shoal, "fd77::")]
    [Row("transmission-daemon", Programs.Shoal, "10.77.0.")]
    [Row(Programs.Libtorrent, Programs.Shoal, "10.77.0.")]
    [Row(Programs.Libtorrent, Programs.Shoal, "fd77::")]
    public Task Shoal_starts_second_and_finds_who_is_there(string first, string second, string network) => MeetAsync(first, second, network);

    [NeedsTheory(Programs.Shoal, Programs.Namespaces, "mktorrent")]
    [Row("transmission-daemon", "10.77.0.")]
    [Row(Programs.Libtorrent, "10.77.0.")]
    [Row(Programs.Libtorrent, "fd77::")]
    public Task Shoal_was_there_and_who_starts_second_finds_it(string second, string network) => MeetAsync(Programs.Shoal, second, network);

    [NeedsFact(Programs.Shoal, Programs.Namespaces)]
    public async Task A_network_that_is_joined_later_is_spoken_on_too()
    {
        using var before = new NamespaceNetwork();
        using var later = new NamespaceNetwork();
        var (a, b) = (before.AddHost("10.77.0.1"), later.AddHost("10.78.0.2"));
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20);
        var torrent = await TorrentMaker.MakeAsync(Programs.Shoal, "v1", content, _room.File("x.torrent"), null);
        await using var seed = Client.Create(Programs.Shoal, _room.Root);
        await using var leech = Client.Create(Programs.Shoal, _room.Root);
        var everywhere = new IPEndPoint(IPAddress.Any, 51_413);
        await seed.StartAsync(JobOn(a, torrent, _room.Folder("source")) with { Seeds = true, Listen = everywhere });
        await leech.StartAsync(JobOn(b, $"magnet:?xt=urn:btih:{TorrentMaker.InfoHashes(torrent).V1}", _room.Folder("downloaded")) with { Listen = everywhere });
        await seed.WaitUntilCompleteAsync(Deadline);
        await Task.Delay(TimeSpan.FromSeconds(7));   // both bursts are over

        later.Plug(a, "10.78.0.1");
        var plugged = Stopwatch.GetTimestamp();
        await leech.WaitUntilCompleteAsync(Deadline);

        output.WriteLine($"found, metadata and 3 MiB fetched {Stopwatch.GetElapsedTime(plugged).TotalSeconds:0.00} s after the cable was plugged in");
        Tree.AssertSame(content, Path.Combine(_room.Folder("downloaded"), "content.bin"));
    }

    public void Dispose() => _room.Dispose();

    private async Task MeetAsync(string first, string second, string prefix)
    {
        using var network = new NamespaceNetwork();
        var (a, b) = (network.AddHost(prefix + "1"), network.AddHost(prefix + "2"));
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20);
        var torrent = await TorrentMaker.MakeAsync("mktorrent", "v1", content, _room.File("x.torrent"), null);
        await using var seed = Client.Create(first, _room.Root);
        await using var leech = Client.Create(second, _room.Root);
        await seed.StartAsync(JobOn(a, torrent, _room.Folder("source")) with { Seeds = true });
        await seed.WaitUntilCompleteAsync(Deadline);
        await Task.Delay(TimeSpan.FromSeconds(7));   // the first one's burst is over: the second must do with answers
        var isByLink = second == Programs.Shoal;

        var started = Stopwatch.GetTimestamp();
        await leech.StartAsync(JobOn(b, isByLink ? $"magnet:?xt=urn:btih:{TorrentMaker.InfoHashes(torrent).V1}" : torrent, _room.Folder("downloaded")));
        while (a.ConnectionsTo(b) == 0 && Stopwatch.GetElapsedTime(started) < Patience) await Task.Delay(20);
        output.WriteLine($"{first} was there, {second} started second: connected after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");

        await leech.WaitUntilCompleteAsync(Deadline);
        Tree.AssertSame(content, Path.Combine(_room.Folder("downloaded"), "content.bin"));
    }

    private static Job JobOn(NamespaceHost host, string torrent, string directory) =>
        new(torrent, directory, new IPEndPoint(host.Address, 51_413)) { Host = host, FindsLocally = true };
}
