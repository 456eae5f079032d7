namespace Shoal.Interop;

/// <summary>BEP 52 with the one client that has it: v2 and hybrid, piece layers in the .torrent and fetched from the peer.</summary>
public sealed class VersionTests : IDisposable
{
    private readonly Workspace _room = new();

    [NeedsTheory(Programs.Shoal, Programs.Libtorrent)]
    [Row(Programs.Libtorrent, "v2", false)]
    [Row(Programs.Libtorrent, "v2", true)]
    [Row(Programs.Libtorrent, "hybrid", false)]
    [Row(Programs.Libtorrent, "hybrid", true)]
    [Row(Programs.Shoal, "v2", true)]
    [Row(Programs.Shoal, "hybrid", true)]
    public async Task Shoal_downloads_version_2(string seeder, string version, bool byMagnet) =>
        await new Transfer(seeder, Programs.Shoal) { Maker = Programs.Libtorrent, Version = version, ByPeer = true, ByMagnet = byMagnet }
            .RunAsync(_room, Tree.MakeMixed(_room.Root));

    [NeedsTheory(Programs.Shoal)]
    [Row(Programs.Libtorrent, "v2", false)]
    [Row(Programs.Libtorrent, "v2", true)]
    [Row(Programs.Libtorrent, "hybrid", false)]
    [Row(Programs.Libtorrent, "hybrid", true)]
    public async Task Shoal_seeds_version_2(string leecher, string version, bool byMagnet) =>
        await new Transfer(Programs.Shoal, leecher) { Maker = Programs.Shoal, Version = version, ByPeer = true, ByMagnet = byMagnet }
            .RunAsync(_room, Tree.MakeMixed(_room.Root));

    /// <summary>Clients that know only v1 take a hybrid for a v1 torrent with pad files (BEP 47). Transmission 3.00 and aria2 1.36 cannot, whoever made or seeds it.</summary>
    [NeedsTheory(Programs.Shoal)]
    [Row("rtorrent")]
    public async Task Clients_that_know_only_v1_download_a_hybrid(string leecher) =>
        await new Transfer(Programs.Shoal, leecher) { Maker = Programs.Shoal, Version = "hybrid" }.RunAsync(_room, Tree.MakeMixed(_room.Root));

    public void Dispose() => _room.Dispose();
}
