using System.Net;
using Shoal.Interop.Clients;
using Shoal.Interop.Namespaces;
using Xunit.Abstractions;

namespace Shoal.Interop;

/// <summary>Clients of others meet at our tracker, each on a computer of its own, and scrape it.</summary>
public sealed class TrackerNetworkTests(ITestOutputHelper output) : IDisposable
{
    private const string V4 = "10.79.0.";
    private const string V6 = "fd79::";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(3);

    private readonly Workspace _room = new();

    public void Dispose() => _room.Dispose();

    /// <summary>Transmission 3.0 and WebTorrent ask UDP trackers over IPv4 alone.</summary>
    [NeedsTheory(Programs.Shoal, Programs.Libtorrent, Programs.Namespaces, "mktorrent")]
    [Row("transmission-daemon", Programs.Libtorrent, "http", V4)]
    [Row("transmission-daemon", Programs.Libtorrent, "udp", V4)]
    [Row("transmission-daemon", Programs.Libtorrent, "http", V6)]
    [Row(Programs.Libtorrent, "transmission-daemon", "http", V4)]
    [Row(Programs.Libtorrent, "transmission-daemon", "http", V6)]
    [Row(Programs.Webtorrent, Programs.Libtorrent, "udp", V4)]
    [Row(Programs.Webtorrent, Programs.Libtorrent, "http", V6)]
    public async Task Clients_of_others_meet_and_scrape(string first, string second, string scheme, string prefix)
    {
        using var network = new NamespaceNetwork();
        // Both families everywhere, the one of the test first: Transmission does not start without IPv4.
        var other = prefix == V4 ? V6 : V4;
        var (centre, a, b) = (network.AddHost(prefix + "1", other + "1"), network.AddHost(prefix + "2", other + "2"), network.AddHost(prefix + "3", other + "3"));
        var endPoint = new IPEndPoint(centre.Address, 6_969);
        await using var tracker = centre.Run(
            Programs.PathOf(Programs.Shoal), ["tracker", "--http", endPoint.ToString(), "--udp", endPoint.ToString()], Lifetime, _room.Folder("tracker"));
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20);
        var torrent = await TorrentMaker.MakeAsync("mktorrent", "v1", content, _room.File("x.torrent"), $"{scheme}://{endPoint}/announce");
        await using var seed = Client.Create(first, _room.Root);
        await using var leech = Client.Create(second, _room.Root);

        await seed.StartAsync(JobOn(a, torrent, _room.Folder("source")) with { Seeds = true });
        await seed.WaitUntilCompleteAsync(Deadline);
        await leech.StartAsync(JobOn(b, torrent, _room.Folder("downloaded")));
        await leech.WaitUntilCompleteAsync(Deadline);

        Tree.AssertSame(content, Path.Combine(_room.Folder("downloaded"), "content.bin"));
        var numbers = centre.Execute("curl", "--noproxy", "*", "-sg", $"http://{endPoint}/stats");
        output.WriteLine(numbers);
        Assert.Contains("\npeers 2\n", numbers, StringComparison.Ordinal);
        Assert.DoesNotContain("\nscrapes 0\n", numbers, StringComparison.Ordinal);
        Assert.Contains((first == Programs.Libtorrent ? seed : leech).Said, line => line.StartsWith("scrape_reply", StringComparison.Ordinal));
        Assert.Contains("\nrefused 0\nforbidden 0\nwrong-ids 0", numbers, StringComparison.Ordinal);
    }

    private static Job JobOn(NamespaceHost host, string torrent, string directory) =>
        new(torrent, directory, new IPEndPoint(host.Address, 51_413)) { Host = host, Lifetime = Lifetime };
}
