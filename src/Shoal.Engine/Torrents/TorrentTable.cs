using System.Collections.Concurrent;
using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Torrents;

/// <summary>The torrents of an engine, found by any of their names.</summary>
internal sealed class TorrentTable(EngineServices services) : IAsyncDisposable
{
    /// <summary>Seconds between two ticks of a torrent where nothing moves.</summary>
    private const int QuietPeriod = 15;

    /// <summary>The same for one that has everything: its goals are counted in minutes, and whoever wants something of it comes.</summary>
    private const int QuietSeedPeriod = 60;

    private readonly ConcurrentDictionary<InfoHash, LiveTorrent> _byName = [];
    private readonly Lock _changing = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isLoading;
    private uint _seconds;

    public IReadOnlyList<LiveTorrent> All => [.. _byName.Values.Distinct()];

    public LiveTorrent? Find(InfoHash name) => _byName.GetValueOrDefault(name);

    public LiveTorrent Add(AddTorrent request)
    {
        var record = Read(request);
        lock (_changing)
        {
            if (record.InfoHashes.Names.Select(Find).FirstOrDefault(found => found is not null) is { } here)
            {
                here.Update(request);
                return here;
            }

            services.Memory.KeepMetainfo(record);
            return Put(record, services);
        }
    }

    /// <summary>Adds the swarm of a code or of a room's file: it is nowhere listed, and remembered by its own memory.</summary>
    /// <exception cref="InvalidDataException">The torrent says nothing usable.</exception>
    public LiveTorrent Add(PrivateSwarm swarm)
    {
        var metainfo = swarm.Metainfo ?? ReadMetainfo(swarm.Torrent);
        var record = new TorrentRecord
        {
            InfoHashes = metainfo.InfoHashes,
            Metainfo = metainfo,
            TorrentFile = swarm.Torrent,
            Tls = swarm.Tls,
            IsUnlisted = true,
            Directory = swarm.Directory,
            Peers = swarm.Peers,
            Trackers = [],
            AddedAt = services.Time.GetUtcNow(),
            BelievedPieces = swarm.IsComplete ? PieceSet.Full(metainfo.Geometry.PieceCount) : null,
            Resume = swarm.Resume,
            Claims = swarm.Claims,
        };
        swarm.Memory.KeepMetainfo(record);
        lock (_changing) return Put(record, services with { Memory = swarm.Memory, Storage = swarm.Storage ?? services.Storage });
    }

    /// <summary>Stops the swarm of a code; what its memory and its folder hold stays.</summary>
    public async Task ReleaseAsync(LiveTorrent torrent)
    {
        lock (_changing)
            foreach (var name in torrent.InfoHashes.Names) _byName.TryRemove(name, out _);
        await torrent.StopAsync(deleteData: false, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Ends when what was recorded in the state folder is here.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Starts what was recorded in the state folder, on all cores.</summary>
    public Task LoadAsync()
    {
        if (Interlocked.Exchange(ref _isLoading, 1) == 0) _ = Task.Run(Load);
        return Loaded;
    }

    private void Load()
    {
        services.Goals.RemoveBy((torrent, deleteData) => RemoveAsync(torrent, deleteData, CancellationToken.None));
        services.Queue.Watch(() => _byName.Where(pair => pair.Key == pair.Value.InfoHashes.Primary).Select(pair => pair.Value));
        services.Queue.Hold();
        try
        {
            Parallel.ForEach(services.Memory.Saved, saved =>
            {
                if (services.Memory.Read(saved) is { } record) Put(record, services);
            });
            _loaded.SetResult();
        }
        catch (AggregateException fault)
        {
            _loaded.SetException(fault.InnerExceptions);
        }

        services.Memory.LetSavedGo();
        services.Queue.Release();
    }

    public async Task RemoveAsync(LiveTorrent torrent, bool deleteData, CancellationToken cancel)
    {
        lock (_changing)
        {
            if (!_byName.Values.Contains(torrent)) return;   // somebody else removes it
            foreach (var name in torrent.InfoHashes.Names) _byName.TryRemove(name, out _);
        }

        await torrent.StopAsync(deleteData, cancel).ConfigureAwait(false);
        services.Memory.Forget(torrent.InfoHashes);
        await services.Memory.FlushAsync().ConfigureAwait(false);
        services.Queue.Poke();
    }

    /// <summary>Gives every torrent that does something its second; one whose inbox is full has enough to do and gets the next.</summary>
    /// <remarks>Where nothing moves one second in <see cref="QuietPeriod"/> will do, not the same for all: thousands of them cost next to nothing.</remarks>
    public void Tick()
    {
        var second = ++_seconds;
        services.Queue.Tick(second);
        services.Storage.Memory.Trim();
        foreach (var (name, torrent) in _byName)
        {
            if (name != torrent.InfoHashes.Primary || !torrent.IsAwake) continue;
            if (torrent.IsQuiet && (second + (uint)name.GetHashCode()) % (torrent.IsSeed ? QuietSeedPeriod : QuietPeriod) != 0) continue;
            torrent.TryPost(TorrentInput.Tick());
        }
    }

    /// <summary>The port that others are told is another now.</summary>
    public void Reannounce()
    {
        foreach (var torrent in All) torrent.Reannounce();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isLoading != 0) await Loaded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var all = All;
        _byName.Clear();
        await Task.WhenAll(all.Select(torrent => torrent.StopAsync(deleteData: false, CancellationToken.None))).ConfigureAwait(false);
    }

    private LiveTorrent Put(TorrentRecord record, EngineServices itsServices)
    {
        var torrent = new LiveTorrent(itsServices, record);
        foreach (var name in record.InfoHashes.Names) _byName[name] = torrent;
        torrent.Run();
        services.Queue.Poke();
        if (record.Metainfo is null) _ = NameFullyAsync(torrent);
        return torrent;
    }

    // A link may carry one name of a hybrid; peers of its other swarm ask for the other one.
    private async Task NameFullyAsync(LiveTorrent torrent)
    {
        Task known = torrent.WaitForMetadataAsync();
        await known.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!known.IsCompletedSuccessfully) return;
        lock (_changing)
        {
            if (!_byName.Values.Contains(torrent)) return;   // removed meanwhile
            foreach (var name in torrent.InfoHashes.Names) _byName.TryAdd(name, torrent);
        }
    }

    private TorrentRecord Read(AddTorrent request)
    {
        if ((request.Magnet is not null) == !request.Metainfo.IsEmpty)
            throw new ArgumentException("Set either the metainfo or the magnet.", nameof(request));
        var metainfo = request.Magnet is null ? ReadMetainfo(request.Metainfo) : null;
        var magnet = request.Magnet is null ? null : ReadMagnet(request.Magnet);
        var tiers = metainfo?.Trackers ?? [.. magnet!.Trackers.Select(url => (IReadOnlyList<string>)[url])];
        return new TorrentRecord
        {
            InfoHashes = metainfo?.InfoHashes ?? magnet!.InfoHashes,
            Metainfo = metainfo,
            TorrentFile = request.Metainfo,
            Magnet = magnet,
            AddedTrackers = request.Trackers,
            Directory = Path.GetFullPath(request.Directory),
            Peers = [.. request.Peers, .. PeersOf(magnet)],
            Trackers = [.. tiers, .. request.Trackers.Select(url => (IReadOnlyList<string>)[url])],
            Wants = Wants(request, magnet),
            IsSequential = request.Sequential,
            IsPaused = request.StartPaused,
            DownloadLimit = request.DownloadLimit,
            UploadLimit = request.UploadLimit,
            AddedAt = services.Time.GetUtcNow(),
            Labels = request.Labels,
            IsForced = request.IsForced,
            BelievedPieces = request.AssumeComplete && metainfo is not null ? PieceSet.Full(metainfo.Geometry.PieceCount) : null,
        };
    }

    // What the link selects (BEP 53) counts unless the owner chose otherwise.
    private static Func<TorrentFile, bool>? Wants(AddTorrent request, MagnetLink? magnet) =>
        request.Wants is null && magnet?.SelectedFiles is not null ? file => magnet.Selects(file.Index) : request.Wants;

    private static TorrentMetainfo ReadMetainfo(ReadOnlyMemory<byte> bytes) =>
        MetainfoReader.TryRead(bytes, out var metainfo, out var error) ? metainfo : throw new InvalidDataException(error.ToString());

    private static MagnetLink ReadMagnet(string text) =>
        MagnetLink.TryParse(text, out var magnet, out var error) ? magnet : throw new InvalidDataException(error);

    private static IEnumerable<IPEndPoint> PeersOf(MagnetLink? magnet) =>
        from peer in magnet?.Peers ?? []
        let address = IPAddress.TryParse(peer.Host, out var parsed) ? parsed : null   // names are not looked up: a link is a stranger's word
        where address is not null
        select new IPEndPoint(address, peer.Port);

}
