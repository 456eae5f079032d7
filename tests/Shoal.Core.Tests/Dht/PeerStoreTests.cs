using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class PeerStoreTests
{
    private static readonly NodeId Torrent = new("mnopqrstuvwxyz123456"u8);
    private readonly DhtSimulation _world = new(41);
    private readonly PeerStore _store = new(maxTorrents: 3);

    [Fact]
    public void A_peer_is_kept_for_forty_five_minutes_after_it_last_said_so()
    {
        var peer = _world.NewAddress();
        _store.Add(Torrent, peer, isSeed: false, TimeSpan.Zero);
        _store.Add(Torrent, peer, isSeed: true, TimeSpan.FromMinutes(20));

        _store.Forget(TimeSpan.FromMinutes(64));
        Assert.Equal([peer], _store.Find(Torrent, 7).Select(one => one.Address));
        _store.Forget(TimeSpan.FromMinutes(65));

        Assert.Empty(_store.Find(Torrent, 7));
        Assert.Equal(0, _store.TorrentCount);
    }

    [Fact]
    public void Seeds_are_left_out_for_those_who_want_none()
    {
        var (seed, leech) = (_world.NewAddress(), _world.NewAddress());
        _store.Add(Torrent, seed, isSeed: true, default);
        _store.Add(Torrent, leech, isSeed: false, default);

        Assert.Equal([leech], _store.Find(Torrent, 0, withSeeds: false).Select(one => one.Address));
        Assert.Equal(2, _store.Find(Torrent, 0).Count());
    }

    [Fact]
    public void Torrents_are_bounded_and_those_that_are_in_stay()
    {
        for (var i = 0; i < 3; i++) Assert.True(_store.Add(_world.NewId(), _world.NewAddress(), false, default));

        Assert.False(_store.HasRoomFor(Torrent));
        Assert.False(_store.Add(Torrent, _world.NewAddress(), false, default));
        Assert.Equal(3, _store.TorrentCount);
    }

    [Fact]
    public void A_full_torrent_lets_the_oldest_go()
    {
        var first = _world.NewAddress();
        _store.Add(Torrent, first, false, TimeSpan.Zero);
        for (var i = 0; i < PeerStore.MaxPeers; i++) _store.Add(Torrent, _world.NewAddress(), false, TimeSpan.FromSeconds(1));

        Assert.Equal(PeerStore.MaxPeers, _store.Find(Torrent, 3).Count());
        Assert.DoesNotContain(_store.Find(Torrent, 3), peer => peer.Address == first);
    }

    [Fact]
    public void One_address_is_few_peers_and_one_network_bounded_in_all_torrents()
    {
        for (var port = 1; port <= 100; port++) _store.Add(Torrent, new NodeAddress([198, 41, 0, 1], port), false, default);
        Assert.Equal(PeerStore.MaxOfHost, _store.Find(Torrent, 0).Count());

        var other = _world.NewId();
        var full = new PeerStore(100_000);
        for (var i = 0; i < 2_000; i++) full.Add(_world.NewId(), new NodeAddress([198, 41, 0, (byte)i], 1_000 + i), false, default);

        Assert.Equal(PeerStore.MaxOfSubnet, full.TorrentCount);
        full.Forget(PeerStore.KeptFor);
        Assert.True(full.Add(other, new NodeAddress([198, 41, 0, 9], 1), false, PeerStore.KeptFor));
    }

    [Fact]
    public void A_scrape_tells_seeds_from_others()
    {
        for (var i = 0; i < 30; i++) _store.Add(Torrent, _world.NewAddress(), isSeed: i < 10, default);
        var (seeds, others) = (new byte[ScrapeFilter.Size], new byte[ScrapeFilter.Size]);

        _store.Scrape(Torrent, seeds, others);

        Assert.InRange(ScrapeFilter.Estimate(seeds), 9, 11);
        Assert.InRange(ScrapeFilter.Estimate(others), 18, 22);
    }
}
