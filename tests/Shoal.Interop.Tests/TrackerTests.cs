using System.Net;
using Shoal.Interop.Clients;

namespace Shoal.Interop;

/// <summary>
/// Peers that know nothing of each other meet at a tracker: ours, and opentracker. Both directions, HTTP and UDP;
/// aria2 by HTTP alone, because it speaks to UDP trackers only while its DHT is on.
/// </summary>
public abstract class TrackerTests : IDisposable
{
    private readonly Workspace _room = new();

    [NeedsTheory(Programs.Shoal, "mktorrent", "opentracker")]
    [Row("transmission-daemon", "http")]
    [Row("transmission-daemon", "udp")]
    [Row(Programs.Libtorrent, "http")]
    [Row(Programs.Libtorrent, "udp")]
    [Row("aria2c", "http")]
    [Row("rtorrent", "http")]
    [Row("rtorrent", "udp")]
    [Row("qbittorrent-nox", "http")]
    [Row("qbittorrent-nox", "udp")]
    [Row(Programs.Webtorrent, "http")]
    [Row(Programs.Webtorrent, "udp")]
    [Row(Programs.Shoal, "http")]
    [Row(Programs.Shoal, "udp")]
    public async Task Shoal_finds_a_seeder(string seeder, string scheme) => await MeetAsync(seeder, Programs.Shoal, scheme, IPAddress.Loopback);

    [NeedsTheory(Programs.Shoal, "mktorrent", "opentracker")]
    [Row("transmission-daemon", "http")]
    [Row("transmission-daemon", "udp")]
    [Row(Programs.Libtorrent, "http")]
    [Row(Programs.Libtorrent, "udp")]
    [Row("aria2c", "http")]
    [Row("qbittorrent-nox", "http")]
    [Row("qbittorrent-nox", "udp")]
    [Row(Programs.Webtorrent, "http")]
    [Row(Programs.Webtorrent, "udp")]
    public async Task A_leecher_finds_Shoal(string leecher, string scheme) => await MeetAsync(Programs.Shoal, leecher, scheme, IPAddress.Loopback);

    private protected abstract TrackerProgram Start(IPEndPoint address, string home, string infoHash);

    private protected async Task MeetAsync(string seeder, string leecher, string scheme, IPAddress address)
    {
        var endPoint = Workspace.FreeEndPoint(address);
        await new Transfer(seeder, leecher)
        {
            Address = address,
            TrackerUrl = $"{scheme}://{endPoint}/announce",
            StartTracker = infoHash => Start(endPoint, _room.Folder("tracker"), infoHash),
        }.RunAsync(_room, Tree.MakeMixed(_room.Root));
    }

    public void Dispose()
    {
        _room.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class ShoalTrackerTests : TrackerTests
{
    /// <summary>Transmission 3.0 and WebTorrent ask UDP trackers over IPv4 alone.</summary>
    [NeedsTheory(Programs.Shoal, "mktorrent")]
    [Row("transmission-daemon", "http")]
    [Row(Programs.Libtorrent, "http")]
    [Row(Programs.Libtorrent, "udp")]
    [Row("aria2c", "http")]
    [Row("rtorrent", "http")]
    [Row("rtorrent", "udp")]
    [Row("qbittorrent-nox", "http")]
    [Row("qbittorrent-nox", "udp")]
    [Row(Programs.Webtorrent, "http")]
    [Row(Programs.Shoal, "http")]
    [Row(Programs.Shoal, "udp")]
    public async Task Peers_meet_over_IPv6(string seeder, string scheme) => await MeetAsync(seeder, Programs.Shoal, scheme, IPAddress.IPv6Loopback);

    /// <summary>
    /// Not aria2, rtorrent and qBittorrent: they do not scrape what is active. libtorrent does not scrape loopback addresses over HTTP (see
    /// <see cref="TrackerNetworkTests"/>), and Transmission is content with the counts in an announce there.
    /// </summary>
    [NeedsTheory(Programs.Shoal, "mktorrent")]
    [Row("transmission-daemon", "udp")]
    [Row(Programs.Libtorrent, "udp")]
    [Row(Programs.Webtorrent, "http")]
    [Row(Programs.Webtorrent, "udp")]
    public async Task A_client_scrapes(string program, string scheme)
    {
        using var room = new Workspace();
        var endPoint = Workspace.FreeEndPoint(IPAddress.Loopback);
        var content = Tree.MakeFile(room.Folder("source"), "content.bin", 1 << 20);
        var torrent = await TorrentMaker.MakeAsync("mktorrent", "v1", content, room.File("x.torrent"), $"{scheme}://{endPoint}/announce");
        await using var tracker = Start(endPoint, room.Folder("tracker"), TorrentMaker.InfoHashes(torrent).V1);
        await tracker.UntilItListensAsync();
        await using var client = Client.Create(program, room.Root);

        await client.StartAsync(new Job(torrent, room.Folder("source"), Workspace.FreeEndPoint(IPAddress.Loopback)) { Seeds = true });

        await tracker.UntilItIsScrapedAsync();
    }

    /// <summary>Not with opentracker: it names rtorrent to itself, and rtorrent dials one peer an address.</summary>
    [NeedsTheory(Programs.Shoal, "mktorrent")]
    [Row("rtorrent", "http")]
    [Row("rtorrent", "udp")]
    public async Task A_leecher_that_dials_one_peer_an_address_finds_Shoal(string leecher, string scheme) =>
        await MeetAsync(Programs.Shoal, leecher, scheme, IPAddress.Loopback);

    private protected override TrackerProgram Start(IPEndPoint address, string home, string infoHash) => TrackerProgram.StartShoal(address, home, infoHash);
}

public sealed class OpentrackerTests : TrackerTests
{
    /// <summary>Without Shoal: shows that the tracker is set up right.</summary>
    [NeedsTheory("opentracker", "mktorrent", Programs.Libtorrent)]
    [Row("aria2c", "http")]
    [Row("transmission-daemon", "udp")]
    public async Task Other_clients_meet(string seeder, string scheme) => await MeetAsync(seeder, Programs.Libtorrent, scheme, IPAddress.Loopback);

    private protected override TrackerProgram Start(IPEndPoint address, string home, string infoHash) =>
        TrackerProgram.StartOpentracker(address, home, infoHash);
}
