using System.Net;

namespace Shoal.Interop;

/// <summary>Other clients seed, Shoal downloads.</summary>
public sealed class ShoalDownloadsTests : IDisposable
{
    private readonly Workspace _room = new();

    [NeedsTheory(Programs.Shoal, "mktorrent")]
    [Row("transmission-daemon")]
    [Row(Programs.Libtorrent)]
    [Row("aria2c")]
    [Row("rtorrent")]
    [Row("qbittorrent-nox")]
    [Row(Programs.Shoal)]
    public async Task Shoal_downloads_a_tree_from_a_peer_it_is_told(string seeder) =>
        await new Transfer(seeder, Programs.Shoal) { ByPeer = true }.RunAsync(_room, Tree.MakeMixed(_room.Root));

    [NeedsTheory(Programs.Shoal, "mktorrent")]
    [Row("transmission-daemon")]
    [Row(Programs.Libtorrent)]
    public async Task Shoal_downloads_over_IPv6(string seeder) =>
        await new Transfer(seeder, Programs.Shoal) { ByPeer = true, Address = IPAddress.IPv6Loopback }.RunAsync(_room, Tree.MakeMixed(_room.Root));

    [NeedsTheory(Programs.Shoal, "mktorrent")]
    [Row("transmission-daemon")]
    [Row(Programs.Libtorrent)]
    [Row("rtorrent")]
    [Row("qbittorrent-nox")]
    [Row(Programs.Shoal)]
    public async Task Shoal_downloads_by_magnet_from_other_clients(string seeder) =>
        await new Transfer(seeder, Programs.Shoal) { ByPeer = true, ByMagnet = true }.RunAsync(_room, Tree.MakeMixed(_room.Root));

    public void Dispose() => _room.Dispose();
}
