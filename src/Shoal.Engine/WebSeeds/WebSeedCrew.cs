using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Torrents;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Peers;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.WebSeeds;

/// <summary>The web seeds of one torrent (BEP 19). They join while something is wanted. Lives on the torrent's turns.</summary>
internal sealed class WebSeedCrew(LiveTorrent torrent, EngineServices services, SwarmConnections peers)
{
    /// <summary>Web seeds of one torrent that are used; further ones are not looked at.</summary>
    public const int MaxSeeds = 32;

    /// <summary>Joined at once.</summary>
    public const int MaxJoined = 8;

    private static readonly IPEndPoint Nowhere = new(IPAddress.None, 0);

    private readonly List<WebSeed> _seeds = [];
    private readonly Dictionary<int, WebSeed> _byHandle = [];
    private readonly HostResolver _resolver = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private FileLayout? _layout;
    private int _joined;

    public IPeerHost Host => torrent;

    /// <summary>Takes a URL in; of the torrent, or named by the user. False when it is no web seed's, known, or there are too many.</summary>
    public bool Add(string text, bool isFromUser)
    {
        if (_seeds.Count == MaxSeeds || !WebSeedUrl.TryParse(text, out var url) || _seeds.Exists(seed => seed.Url.Text == url.Text)) return false;
        _seeds.Add(new WebSeed(url, isFromUser, this));
        return true;
    }

    /// <summary>The torrent begins to transfer.</summary>
    /// <param name="transfer">What the seeds join.</param>
    /// <param name="urls">Those of the torrent.</param>
    /// <param name="now">By the torrent's clock.</param>
    public void Start(TorrentTransfer transfer, IReadOnlyList<string> urls, TimeSpan now)
    {
        foreach (var url in urls) Add(url, isFromUser: false);
        Tick(transfer, now);
    }

    /// <summary>Lets those join that may, while the torrent wants something. Each second, and when the torrent begins to transfer.</summary>
    public void Tick(TorrentTransfer transfer, TimeSpan now)
    {
        if (_seeds.Count == 0 || transfer.Core.IsComplete) return;
        foreach (var seed in _seeds)
        {
            if (_joined == MaxJoined) return;
            if (seed.IsReady(now) && services.Connections.TryTake()) Join(seed, transfer);
        }
    }

    /// <summary>A word of the rules to a peer that may be one of these; false when it is none.</summary>
    public bool TryPost(PeerHandle peer, in PeerCommand command)
    {
        if (!_byHandle.TryGetValue(peer.Value, out var seed)) return false;
        seed.Post(command);
        return true;
    }

    /// <summary>The rules part with a peer; false when it is none of these.</summary>
    public bool TryDrop(PeerHandle peer, string reason)
    {
        if (!_byHandle.TryGetValue(peer.Value, out var seed)) return false;
        seed.Dismiss(reason);
        return true;
    }

    /// <summary>The rules caught a liar, which may have left; false when it is none of these. Its address is not banned: others may live there.</summary>
    public bool TryBan(PeerHandle peer, string reason)
    {
        if (!_byHandle.TryGetValue(peer.Value, out var seed)) return false;
        seed.Ban();
        services.Log.WebSeedBanned(seed.Url.Text, torrent.InfoHashes, reason);
        return true;
    }

    /// <summary>All that the rules asked for in this turn has been posted: off it goes.</summary>
    public void Flush()
    {
        if (_joined == 0) return;
        foreach (var seed in _seeds) seed.Flush();
    }

    /// <summary>The transfer has ended, or the torrent stops. What is under way ends soon: see <see cref="EndedAsync"/>.</summary>
    public void Stop()
    {
        foreach (var seed in _seeds) seed.Dismiss("the torrent is not running");
        _byHandle.Clear();
    }

    /// <summary>Ends when every fetch has ended and has said so. Any thread.</summary>
    public async Task EndedAsync()
    {
        Task[] running;
        lock (_gate) running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Remembers a fetch until it has ended.</summary>
    public void Track(Task fetch)
    {
        lock (_gate)
        {
            _running.RemoveWhere(task => task.IsCompleted);
            _running.Add(fetch);
        }
    }

    public IReadOnlyList<WebSeedSnapshot> Snapshot() => _seeds.Count == 0 ? [] : [.. _seeds.Select(seed => seed.Snapshot())];

    public void Log(WebSeedUrl url, string problem) => services.Log.WebSeedFailed(url.Text, torrent.InfoHashes, problem);

    /// <summary>One of them has left.</summary>
    public void OnLeft()
    {
        _joined--;
        services.Connections.Return();
    }

    private void Join(WebSeed seed, TorrentTransfer transfer)
    {
        _joined++;
        var metainfo = transfer.Content.Metainfo;
        _layout ??= new FileLayout(metainfo);
        var handle = peers.NewHandle();
        _byHandle[handle.Value] = seed;
        var door = new WebSeedDoor(services.Sockets, _resolver, services.IsLoopbackOnly);
        var http = new WebSeedHttp(seed.Url, seed.IsFromUser, metainfo, door, services.Time);
        var traits = new PeerTraits(Nowhere, IsIncoming: false, SupportsFast: true, services.Options.Torrents.MaxRequestsPerPeer) { TakesRuns = true };
        seed.Join(new WebSeedVisit(handle, transfer, _layout, http, torrent), traits);
    }
}
