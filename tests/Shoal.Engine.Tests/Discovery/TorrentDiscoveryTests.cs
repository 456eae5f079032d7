using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Discovery;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;
using Shoal.Engine.Queueing;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Tests.Discovery;

/// <summary>Who is asked for the peers of a torrent, and who no more (BEP 27, threats row 34).</summary>
public sealed class TorrentDiscoveryTests : IAsyncDisposable
{
    private readonly FakeFinder _finder = new();
    private readonly FakeClock _clock = new();
    private readonly EngineServices _services;
    private readonly List<IPEndPoint> _found = [];

    public TorrentDiscoveryTests()
    {
        var (sockets, options, log) = (new SocketFactory(), new EngineOptions(), NullLogger.Instance);
        var id = PeerId.Create(new byte[12]);
        _services = new EngineServices
        {
            Options = options, PeerId = id, Time = _clock, Log = log, Sockets = sockets,
            Dialer = new PeerDialer(sockets, new PeerHandshaker(id, options.HandshakeTimeout, _clock), options.HandshakeTimeout, _clock),
            Connections = new ConnectionBudget(1), Storage = new StorageContext(options.MemoryBudgetBytes, false, log),
            Trackers = new TrackerClients(sockets, _clock, log), Memory = new TorrentMemory(null, log), Queue = new QueueKeeper(new(), _clock),
            Download = new TokenBucket(_clock), Upload = new TokenBucket(_clock), Finders = [_finder], ListenPort = 6881,
        };
    }

    [Fact]
    public void A_torrent_is_looked_for_under_all_its_names_until_it_stops()
    {
        var discovery = Discover(new TorrentRecord { InfoHashes = Hashes(), Directory = "", Trackers = [] });

        discovery.Start();

        var search = Assert.Single(_finder.Searches);
        Assert.Equal((6881, 1), (search.Swarm.Port, search.Swarm.Names.Count));
        Assert.False(search.IsDisposed);
        discovery.StopAsync();
        Assert.True(search.IsDisposed);
    }

    [Fact]
    public void Threats_row_34_a_private_torrent_is_looked_for_by_nobody()
    {
        var discovery = Discover(new TorrentRecord { InfoHashes = Hashes(), Directory = "", Trackers = [], IsPrivate = true });

        discovery.Start();
        discovery.AskNow();

        Assert.Empty(_finder.Searches);
    }

    [Fact]
    public void Threats_row_34_a_search_ends_the_moment_the_torrent_is_known_to_be_private()
    {
        var record = new TorrentRecord { InfoHashes = Hashes(), Directory = "", Trackers = [] };
        var discovery = Discover(record);
        discovery.Start();

        record.IsPrivate = true;
        discovery.Start();
        discovery.AskNow();

        Assert.True(Assert.Single(_finder.Searches).IsDisposed);
        Assert.Equal(0, _finder.Searches[0].Asked);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.Trackers.DisposeAsync();
        await _services.Memory.DisposeAsync();
        _services.Storage.Dispose();
    }

    private TorrentDiscovery Discover(TorrentRecord record) =>
        new(_services, record, () => default, () => false, (peers, _) => _found.AddRange(peers));

    private static InfoHashes Hashes() => new(new InfoHash(new byte[InfoHash.Size]), null);

    private sealed class FakeFinder : IPeerFinder
    {
        public List<FakeSearch> Searches { get; } = [];
        public PeerSource Source => PeerSource.Dht;

        public IPeerSearch Begin(SwarmInterest swarm)
        {
            var search = new FakeSearch(swarm);
            Searches.Add(search);
            return search;
        }
    }

    private sealed class FakeSearch(SwarmInterest swarm) : IPeerSearch
    {
        public SwarmInterest Swarm => swarm;
        public bool IsDisposed { get; private set; }
        public int Asked { get; private set; }
        public void AskNow() => Asked++;
        public void Dispose() => IsDisposed = true;
    }
}
