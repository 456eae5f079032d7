using System.Net;
using Shoal.Interop.Clients;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop;

/// <summary>WebTorrent peers that nobody can dial meet over our tracker's WebSocket and trade over WebRTC, each on a computer of its own.</summary>
public sealed class WebtorrentTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly Workspace _room = new();

    public void Dispose() => _room.Dispose();

    [NeedsTheory(Programs.Shoal, Programs.Webtorrent, Programs.Libtorrent, Programs.Namespaces)]
    [InlineData("10.79.0.")]
    [InlineData("fd79::")]
    public async Task Two_that_came_by_WebSocket_trade_over_WebRTC(string prefix)
    {
        using var network = new NamespaceNetwork();
        var (centre, a, b) = (network.AddHost(prefix + "1"), network.AddHost(prefix + "2"), network.AddHost(prefix + "3"));
        var endPoint = new IPEndPoint(centre.Address, 6_969);
        await using var tracker = centre.Run(Programs.PathOf(Programs.Shoal), ["tracker", "--http", endPoint.ToString()], Lifetime, _room.Folder("tracker"));
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 3 << 20);
        var torrent = await TorrentMaker.MakeAsync(Programs.Libtorrent, "v1", content, _room.File("x.torrent"), $"ws://{endPoint}/announce");
        await using var seed = new WebtorrentClient(_room.Root);
        await using var leech = new WebtorrentClient(_room.Root);

        await seed.StartAsync(JobOn(a, torrent, _room.Folder("source")) with { Seeds = true });
        await seed.WaitUntilCompleteAsync(Deadline);
        await leech.StartAsync(JobOn(b, torrent, _room.Folder("downloaded")));
        await leech.WaitUntilCompleteAsync(Deadline);

        Tree.AssertSame(content, Path.Combine(_room.Folder("downloaded"), "content.bin"));
        Assert.Contains("wire webrtc", leech.Said);
        Assert.DoesNotContain("wire tcpOutgoing", leech.Said);
        Assert.Contains("announced 1 1", leech.Said);
        Assert.Contains("scraped 1 1", leech.Said);
        Assert.DoesNotContain(leech.Said.Concat(seed.Said), line => line.StartsWith("warning", StringComparison.Ordinal));
    }

    private static Job JobOn(NamespaceHost host, string torrent, string directory) =>
        new(torrent, directory, new IPEndPoint(host.Address, 51_413)) { Host = host, Lifetime = Lifetime };
}
