using System.Net;

namespace Shoal.Interop;

/// <summary>Shoal makes the torrent and seeds; other clients download.</summary>
public sealed class ShoalSeedsTests : IDisposable
{
    private readonly Workspace _room = new();

    [NeedsTheory(Programs.Shoal)]
    [Row("transmission-daemon")]
    [Row(Programs.Libtorrent)]
    [Row("aria2c")]
    [Row("rtorrent")]
    [Row("qbittorrent-nox")]
    public async Task Other_clients_download_a_tree_from_Shoal(string leecher) =>
        await new Transfer(Programs.Shoal, leecher) { Maker = Programs.Shoal }.RunAsync(_room, Tree.MakeMixed(_room.Root));

    /// <summary>libtorrent is told the peer: listening on ::1 alone it does not reach a tracker over IPv4.</summary>
    [NeedsTheory(Programs.Shoal)]
    [Row("transmission-daemon", false)]
    [Row(Programs.Libtorrent, true)]
    public async Task Other_clients_download_over_IPv6(string leecher, bool byPeer) =>
        await new Transfer(Programs.Shoal, leecher) { Maker = Programs.Shoal, Address = IPAddress.IPv6Loopback, ByPeer = byPeer }
            .RunAsync(_room, Tree.MakeMixed(_room.Root));

    [NeedsTheory(Programs.Shoal)]
    [Row("transmission-daemon")]
    [Row(Programs.Libtorrent)]
    [Row("aria2c")]
    [Row("qbittorrent-nox")]
    public async Task Other_clients_download_by_magnet_from_Shoal(string leecher) =>
        await new Transfer(Programs.Shoal, leecher) { Maker = Programs.Shoal, ByMagnet = true }.RunAsync(_room, Tree.MakeMixed(_room.Root));

    public void Dispose() => _room.Dispose();
}
