namespace Shoal.Interop;

/// <summary>Programs of other projects among themselves. When a row fails here, the fault is the driver's or theirs, not Shoal's.</summary>
public sealed class ForeignPairTests : IDisposable
{
    private readonly Workspace _room = new();

    [NeedsTheory("mktorrent", Programs.Libtorrent)]
    [Row("transmission-daemon")]
    [Row("aria2c")]
    [Row("rtorrent")]
    [Row("qbittorrent-nox")]
    public async Task Another_client_downloads_from_libtorrent(string program) =>
        await new Transfer(Programs.Libtorrent, program).RunAsync(_room, Tree.MakeMixed(_room.Root));

    [NeedsTheory("mktorrent", Programs.Libtorrent)]
    [Row("transmission-daemon")]
    [Row("aria2c")]
    [Row("rtorrent")]
    [Row("qbittorrent-nox")]
    public async Task Libtorrent_downloads_from_another_client(string program) =>
        await new Transfer(program, Programs.Libtorrent).RunAsync(_room, Tree.MakeMixed(_room.Root));

    [NeedsFact("mktorrent", Programs.Libtorrent, "qbittorrent-nox")]
    public async Task QBittorrent_downloads_from_a_peer_it_is_told() =>
        await new Transfer(Programs.Libtorrent, "qbittorrent-nox") { ByPeer = true }.RunAsync(_room, Tree.MakeMixed(_room.Root));

    public void Dispose() => _room.Dispose();
}
