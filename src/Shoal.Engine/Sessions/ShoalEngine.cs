using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.LocalDiscovery;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Discovery;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;
using Shoal.Engine.Queueing;
using Shoal.Engine.State;
using Shoal.Engine.Storage;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Sessions;

/// <summary>A BitTorrent engine: peers in and out, storage, discovery. The public door of this library.</summary>
public sealed partial class ShoalEngine : IAsyncDisposable
{
    private readonly EngineServices _services;
    private readonly TorrentTable _torrents;
    private readonly List<PeerListener> _listeners = [];
    private readonly PeerWelcome _welcome;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _ticker;
    private EngineDiscovery? _discovery;
    private readonly EngineMeter _meter;
    private int _isDisposed;

    private ShoalEngine(EngineServices services, PeerWelcome welcome, TorrentTable torrents)
    {
        (_services, _welcome, _torrents) = (services, welcome, torrents);
        Queue = new TorrentQueue(services);
        _meter = new EngineMeter(() => torrents.All.Select(torrent => torrent.Snapshot()));
        _ticker = services.Time.CreateTimer(_ => _torrents.Tick(), null, TickPeriod, TickPeriod);
    }

    /// <summary>How often rates, timeouts and choking are looked at.</summary>
    private static TimeSpan TickPeriod => TimeSpan.FromSeconds(1);

    public EngineOptions Options => _services.Options;

    /// <summary>Whose turn it is, and when seeds have given enough.</summary>
    public TorrentQueue Queue { get; }

    /// <summary>Addresses and ports really listened on.</summary>
    public IReadOnlyList<IPEndPoint> ListeningOn => [.. _listeners.Select(listener => listener.Address)];

    /// <summary>How discovery on the local network stands; null when it is off.</summary>
    public LocalDiscoverySnapshot? LocalDiscovery => _discovery?.Local?.Snapshot();

    /// <summary>How the gateways stand, one a family; empty when port mapping is off.</summary>
    public IReadOnlyList<PortMappingSnapshot> PortMappings => _discovery?.Ports?.Snapshot() ?? [];

    /// <summary>Ends when every gateway was asked for the first time; at once when port mapping is off.</summary>
    public Task PortMappingTriedAsync(CancellationToken cancel = default) => (_discovery?.Ports?.TriedAsync() ?? Task.CompletedTask).WaitAsync(cancel);

    /// <summary>Announces a name that nobody has on the local network, until it is disposed: what comes back shows whether multicast works. Null when it is off.</summary>
    public IDisposable? ProbeLocalNetwork() => _discovery?.Local?.Watch(
        new InfoHash(RandomNumberGenerator.GetBytes(InfoHash.Size)), _services.ListenPort, AnnounceRhythm.Torrent, _ => { });

    /// <summary>Our addresses as the internet sees them, IPv4 first, by the vote of trackers, peers and routers; empty while nobody said anything.</summary>
    public IReadOnlyList<IPAddress> ExternalAddresses =>
        [.. new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 }.Select(_services.External.Of).OfType<IPAddress>()];

    public IReadOnlyList<Torrent> Torrents => [.. _torrents.All.Where(torrent => !torrent.IsUnlisted)];

    /// <summary>How the DHT stands; null when it is off. Costs no wait.</summary>
    public DhtSnapshot? Dht => _discovery?.Dht?.Snapshot();

    /// <summary>Opens the state folder, listens, and loads the torrents recorded there.</summary>
    /// <exception cref="IOException">The state folder is in use or unusable, or no address could be listened on.</exception>
    public static async Task<ShoalEngine> StartAsync(
        EngineOptions options, ILoggerFactory? logs = null, TimeProvider? time = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var clock = time ?? TimeProvider.System;
        var log = (logs ?? NullLoggerFactory.Instance).CreateLogger("Shoal.Engine");
        var peerId = PeerId.Create(RandomNumberGenerator.GetBytes(12));
        var sockets = new SocketFactory();
        var external = new ExternalAddress();
        var handshaker = new PeerHandshaker(peerId, options.HandshakeTimeout, clock) { OffersDht = options.Discovery.UseDht };
        var services = new EngineServices
        {
            Options = options,
            PeerId = peerId,
            Time = clock,
            Log = log,
            Sockets = sockets,
            Dialer = new PeerDialer(sockets, handshaker, options.HandshakeTimeout, clock),
            Connections = new ConnectionBudget(options.MaxConnections),
            Storage = new StorageContext(options.MemoryBudgetBytes, options.Preallocate, log),
            External = external,
            Trackers = new TrackerClients(sockets, clock, log) { External = external },
            Memory = new TorrentMemory(options.StateDirectory is { } path ? StateFolder.Open(path, log) : null, log),
            Download = new TokenBucket(clock) { Rate = options.DownloadLimit },
            Upload = new TokenBucket(clock) { Rate = options.UploadLimit },
            Queue = new QueueKeeper(options.Queue, clock),
        };
        var torrents = new TorrentTable(services);
        var welcome = new PeerWelcome(
            handshaker, name => torrents.Find(name) is { IsOpen: true } torrent ? torrent : services.Doors.Find(name),
            services.Connections, options.HandshakeTimeout, clock);
        var engine = new ShoalEngine(services, welcome, torrents);
        try
        {
            engine.Listen();
            engine._discovery = EngineDiscovery.Start(services, engine.ListeningOn, engine._torrents.Reannounce);
            if (!options.LoadLater) await engine.LoadAsync().ConfigureAwait(false);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds a torrent, or returns the one that is already here under either of its info-hashes.</summary>
    /// <exception cref="InvalidDataException">The .torrent or the magnet says nothing usable; the message says what is wrong.</exception>
    public async Task<Torrent> AddAsync(AddTorrent request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await _torrents.Loaded.WaitAsync(cancel).ConfigureAwait(false);
        return _torrents.Add(request);
    }

    /// <summary>Brings the torrents of the state folder back, once (<see cref="EngineOptions.LoadLater"/>).</summary>
    public Task LoadAsync() => _torrents.LoadAsync();

    /// <summary>Stops a torrent and forgets it; with <paramref name="deleteData"/> its files go too, and folders left empty.</summary>
    public Task RemoveAsync(Torrent torrent, bool deleteData, CancellationToken cancel = default) =>
        _torrents.RemoveAsync((LiveTorrent)torrent, deleteData, cancel);

    /// <summary>The limits in force, as <see cref="SetLimits"/> has them.</summary>
    public (long Download, long Upload) Limits => (_services.Download.Rate, _services.Upload.Rate);

    /// <summary>The torrent of either of these names, in hex or not; null when it is not here.</summary>
    public Torrent? Find(InfoHash name) => _torrents.Find(name);

    /// <summary>Payload bytes a second of all torrents together; 0 is no limit.</summary>
    public void SetLimits(long download, long upload)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(download);
        ArgumentOutOfRangeException.ThrowIfNegative(upload);
        (_services.Download.Rate, _services.Upload.Rate) = (download, upload);
    }

    /// <summary>Says "stopped" to trackers (at most 3 s), saves resume records, closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _ticker.DisposeAsync().ConfigureAwait(false);
        await _services.Queue.DisposeAsync().ConfigureAwait(false);
        foreach (var listener in _listeners) await listener.DisposeAsync().ConfigureAwait(false);
        await _torrents.DisposeAsync().ConfigureAwait(false);
        if (_discovery is not null) await _discovery.DisposeAsync().ConfigureAwait(false);
        await _services.Memory.DisposeAsync().ConfigureAwait(false);
        await _services.Trackers.DisposeAsync().ConfigureAwait(false);
        _services.Storage.Dispose();
        _stopping.Dispose();
        _meter.Dispose();
    }

    private void Listen()
    {
        SocketException? failure = null;
        foreach (var address in Options.ListenOn)
        {
            try
            {
                // Both families get the same port where the first was free to choose: trackers are told one.
                var port = address.Port == 0 ? _services.ListenPort : address.Port;
                var listener = new PeerListener(_services.Sockets.Listen(new IPEndPoint(address.Address, port)), (socket, peer) => _welcome.ReceiveAsync(socket, peer, _stopping.Token), _services.Log);
                if (_services.ListenPort == 0) _services.ListenPort = listener.Address.Port;
                _listeners.Add(listener);
            }
            catch (SocketException refused)
            {
                failure = refused;   // one family may be missing; none at all is a fault
            }
        }

        if (_listeners.Count == 0 && failure is not null)
            throw new IOException($"Cannot listen on {string.Join(", ", Options.ListenOn)}: {failure.Message}. Choose another address or port.", failure);
        foreach (var listener in _listeners) listener.Start();
    }
}
