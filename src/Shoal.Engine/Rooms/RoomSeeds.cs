using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Peers;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Rooms;

/// <summary>Gives shared files to who asks: a hundred thousand of them cost nothing until somebody connects for one, and nothing again some time after.</summary>
internal sealed class RoomSeeds : IAsyncDisposable
{
    /// <summary>A torrent nobody is connected to is closed after this long.</summary>
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(30);

    private readonly EngineServices _services;
    private readonly TorrentTable _torrents;
    private readonly SharedFolders _shares;
    private readonly InfoHash? _room;
    private readonly SwarmTls? _tls;
    private readonly TorrentMemory _memory = new(null, NullLogger.Instance);
    private readonly Lock _lock = new();
    private readonly Dictionary<InfoHash, Seed> _seeds = [];
    private readonly Func<InfoHash, ISwarmDoor?> _keeper;
    private long _uploadedBefore;

    /// <param name="services">Of the engine.</param>
    /// <param name="torrents">Where seeding torrents live.</param>
    /// <param name="shares">What there is to give.</param>
    /// <param name="room">For swarms of their own; null for those of all open rooms.</param>
    /// <param name="tls">Of a room with a password.</param>
    public RoomSeeds(EngineServices services, TorrentTable torrents, SharedFolders shares, InfoHash? room, SwarmTls? tls)
    {
        (_services, _torrents, _shares, _room, _tls) = (services, torrents, shares, room, tls);
        _keeper = name => _shares.Find(name) is { } file ? new Door(this, file) : null;
        services.Doors.AddKeeper(_keeper);
    }

    /// <summary>Torrents open now.</summary>
    public int Count
    {
        get { lock (_lock) return _seeds.Count; }
    }

    /// <summary>Bytes given since the start.</summary>
    public long UploadedBytes
    {
        get { lock (_lock) return _uploadedBefore + _seeds.Values.Sum(seed => seed.Torrent.Snapshot().UploadedBytes); }
    }

    /// <summary>Closes what nobody wants any more, and what is no longer as it was. Call it every few seconds.</summary>
    public void Tick()
    {
        List<Seed> over;
        lock (_lock)
        {
            foreach (var seed in _seeds.Values)
                if (seed.Torrent.Snapshot().Peers > 0) seed.UsedAt = _services.Time.GetTimestamp();
            over = [.. _seeds.Values.Where(seed => seed.Torrent.Snapshot().State == TorrentState.Failed || _services.Time.GetElapsedTime(seed.UsedAt) > IdleMax
                || _shares.Find(seed.File.Hash.Truncated) is null)];
            foreach (var seed in over) Forget(seed);
        }

        foreach (var seed in over) _ = _torrents.ReleaseAsync(seed.Torrent);
        if (over.Exists(seed => seed.Torrent.Snapshot().State == TorrentState.Failed)) _shares.LookAgain();
    }

    public async ValueTask DisposeAsync()
    {
        _services.Doors.RemoveKeeper(_keeper);
        Seed[] all;
        lock (_lock)
        {
            all = [.. _seeds.Values];
            _seeds.Clear();
        }

        await Task.WhenAll(all.Select(seed => _torrents.ReleaseAsync(seed.Torrent))).ConfigureAwait(false);
        await _memory.DisposeAsync().ConfigureAwait(false);
    }

    private void Forget(Seed seed)
    {
        _seeds.Remove(seed.File.Hash.Truncated);
        _uploadedBefore += seed.Torrent.Snapshot().UploadedBytes;
    }

    // The torrent of a file, begun if need be.
    private LiveTorrent Open(SharedFile file)
    {
        lock (_lock)
        {
            var name = file.Hash.Truncated;
            if (_torrents.Find(name) is { } here) return here;   // also one that is being received
            if (!IsAsItWas(file) || _shares.LayerOf(file) is not { } layer || RoomTorrent.Create(file.Entry.Root, file.Entry.Length, layer, _room) is not { } metainfo)
            {
                _shares.LookAgain();
                throw new PeerProtocolException("what it wants is not as it was any more");
            }

            var torrent = _torrents.Add(new PrivateSwarm
            {
                Metainfo = metainfo,
                Directory = file.File.Root,
                Tls = _tls,
                Memory = _memory,
                Storage = _services.Storage.Over(new SentFileSystem(FileSystems.Local, _ => file.File)),
                IsComplete = true,
            });
            _seeds[name] = new Seed(file, torrent) { UsedAt = _services.Time.GetTimestamp() };
            return torrent;
        }
    }

    private bool IsSeed(LiveTorrent torrent)
    {
        lock (_lock) return _seeds.TryGetValue(torrent.InfoHashes.Primary, out var seed) && seed.Torrent == torrent;
    }

    private static bool IsAsItWas(SharedFile file) =>
        FileSystems.Local.StatusOf(file.File.Root, file.File.Path) is { } now && file.File.IsSameAs(now) && now.Identity == file.File.Status.Identity;

    private sealed class Seed(SharedFile file, LiveTorrent torrent)
    {
        public SharedFile File => file;
        public LiveTorrent Torrent => torrent;
        public long UsedAt { get; set; }
    }

    private sealed class Door(RoomSeeds seeds, SharedFile file) : ISwarmDoor
    {
        public InfoHashes InfoHashes { get; } = new(null, file.Hash);
        public bool IsOpen => true;
        public SwarmTls? Tls => seeds._tls;

        public async ValueTask EnterAsync(PeerLink link)
        {
            try
            {
                var torrent = seeds.Open(file);
                // Who asks for hashes before they can be given is refused, and then waits for long.
                if (seeds.IsSeed(torrent)) await torrent.WaitForCompletionAsync().WaitAsync(seeds._services.Options.HandshakeTimeout, seeds._services.Time).ConfigureAwait(false);
                await torrent.EnterAsync(link).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is TimeoutException or TorrentFailedException)
            {
                throw new PeerProtocolException($"what it wants cannot be given: {fault.Message}");
            }
            catch (DiskException fault)
            {
                throw new PeerProtocolException($"what it wants cannot be read: {fault.Message}");
            }
        }
    }
}
