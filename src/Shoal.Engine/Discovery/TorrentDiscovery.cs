using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Discovery;

/// <summary>All the ways in which one torrent finds peers: its trackers and, unless it is private, the engine's finders. Lives on the torrent's turns.</summary>
/// <param name="services">Of the engine.</param>
/// <param name="record">Says what to announce, and whether the torrent is private as far as is known.</param>
/// <param name="totals">What trackers are told; asked from any thread.</param>
/// <param name="isSeed">Everything wanted is here; asked from any thread.</param>
/// <param name="onPeers">Told of peers from any thread; does not wait.</param>
internal sealed class TorrentDiscovery(
    EngineServices services, TorrentRecord record, Func<TransferTotals> totals, Func<bool> isSeed, Action<IReadOnlyList<IPEndPoint>, PeerSource> onPeers)
{
    private readonly List<IPeerSearch> _searches = [];
    private readonly uint _key = EngineServices.NextKey();
    private TrackerAnnouncer? _announcer;
    private AnnounceIdentity? _announced;

    /// <summary>The trackers as they last answered.</summary>
    public IReadOnlyList<TrackerSnapshot> Trackers => _announcer?.Snapshot() ?? [];

    /// <summary>Begins, or goes on under what is known by now: metadata may have brought a second name or the private flag.</summary>
    public void Start()
    {
        var identity = record.Identity(services, _key);
        if (_announced != identity) EndAll();
        _announced = identity;
        _announcer ??= new TrackerAnnouncer(services.Trackers, identity, record.Trackers, totals, found => onPeers(found, PeerSource.Tracker));
        _announcer.Start();
        if (_searches.Count == 0 && !identity.IsPrivate) Search(identity);
    }

    /// <summary>The last wanted piece is here: trackers are told.</summary>
    public void Completed() => _announcer?.Completed();

    /// <summary>Peers are short.</summary>
    public void AskNow()
    {
        _announcer?.AnnounceNow();
        foreach (var search in _searches) search.AskNow();
    }

    /// <summary>Ends all searches and says "stopped" to trackers. Start may follow.</summary>
    public Task StopAsync(CancellationToken cancel = default)
    {
        EndSearches();
        return _announcer?.StopAsync(cancel) ?? Task.CompletedTask;
    }

    private void Search(AnnounceIdentity identity)
    {
        services.Dht?.Suggest(record.Metainfo?.Nodes ?? []);
        foreach (var finder in services.Finders)
        {
            _searches.Add(finder.Begin(new SwarmInterest
            {
                Names = identity.InfoHashes.Names,
                Port = finder.Source == PeerSource.LocalDiscovery ? services.ListenPort : identity.Port,   // a neighbour comes by no gateway
                IsSeed = isSeed,
                OnPeers = found => onPeers(found, finder.Source),
            }));
        }
    }

    private void EndAll()
    {
        EndSearches();
        _ = _announcer?.StopAsync();
        _announcer = null;
    }

    private void EndSearches()
    {
        foreach (var search in _searches) search.Dispose();
        _searches.Clear();
    }
}
