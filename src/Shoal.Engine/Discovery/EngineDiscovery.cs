using System.Net;
using Shoal.Core.Dht;
using Shoal.Engine.Discovery.Dht;
using Shoal.Engine.Discovery.Local;
using Shoal.Engine.Discovery.PortMapping;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Discovery;

/// <summary>The ways to find peers that the torrents of an engine share, made as the options ask.</summary>
/// <remarks>
/// An engine that listens on loopback alone finds peers on loopback alone: no router of the DHT is asked, no gateway, no other
/// interface joined, whatever the options say. So a trial run stays on its machine.
/// </remarks>
internal sealed class EngineDiscovery : IAsyncDisposable
{
    private readonly List<IPeerFinder> _finders = [];
    private IReadOnlyList<DatagramSocket> _datagrams = [];

    private EngineDiscovery(bool isLoopbackOnly) => IsLoopbackOnly = isLoopbackOnly;

    /// <summary>Nothing may leave this machine.</summary>
    public bool IsLoopbackOnly { get; }

    /// <summary>Null when it is not asked for, or nothing listens.</summary>
    public LocalDiscovery? Local { get; private set; }

    /// <summary>Null when it is not asked for.</summary>
    public DhtFinder? Dht { get; private set; }

    /// <summary>Null when it is not asked for, or nothing listens but on loopback.</summary>
    public PortMappings? Ports { get; private set; }

    /// <summary>Once the engine listens: its port is what others are told.</summary>
    /// <param name="services">Are told the finders.</param>
    /// <param name="listeningOn">Addresses really listened on.</param>
    /// <param name="onPortChanged">Told when the port that others are told is another. Any thread.</param>
    public static EngineDiscovery Start(EngineServices services, IReadOnlyList<IPEndPoint> listeningOn, Action onPortChanged)
    {
        var all = new EngineDiscovery(listeningOn.Count > 0 && listeningOn.All(address => IPAddress.IsLoopback(address.Address)));
        if (services.Options.Discovery.UseLocalDiscovery && listeningOn.Count > 0) all.UseLocal(services, listeningOn);
        if (services.Options.Discovery.UseDht) all.UseDht(services, listeningOn);
        if (services.Options.Discovery.UsePortMapping && listeningOn.Count > 0 && !all.IsLoopbackOnly) all.MapPorts(services, listeningOn, onPortChanged);
        services.Finders = all._finders;
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        if (Ports is not null) await Ports.DisposeAsync().ConfigureAwait(false);
        if (Local is not null) await Local.DisposeAsync().ConfigureAwait(false);
        foreach (var socket in _datagrams) await socket.DisposeAsync().ConfigureAwait(false);
        if (Dht is not null) await Dht.DisposeAsync().ConfigureAwait(false);
    }

    private void MapPorts(EngineServices services, IReadOnlyList<IPEndPoint> listeningOn, Action onPortChanged)
    {
        var (lease, port) = (services.Options.Discovery.PortMappingLease, services.ListenPort);
        var ports = new PortMappings(services.Sockets, new GatewayFinder(listeningOn), port, lease, services.External, services.Time, services.Log);
        ports.Changed += () =>
        {
            var before = services.AnnouncedPort;
            services.MappedPort = ports.ExternalPort;
            if (services.AnnouncedPort != before) onPortChanged();
        };
        Ports = ports;
        ports.Start();
    }

    // An interface that is not listened on is not joined: whoever found us there could not dial us.
    private void UseLocal(EngineServices services, IReadOnlyList<IPEndPoint> listeningOn)
    {
        Local = new LocalDiscovery(services.Sockets, () => LocalWay.List(listeningOn), services.Time);
        _finders.Add(Local);
    }

    private void UseDht(EngineServices services, IReadOnlyList<IPEndPoint> listeningOn)
    {
        var options = services.Options.Discovery;
        _datagrams = DatagramSockets.Open(services.Sockets, listeningOn);
        var setup = new DhtSetup
        {
            Time = services.Time,
            Log = services.Log,
            External = services.External,
            Bootstrap = options.DhtBootstrap,
            Rules = new DhtOptions { IsLoopbackOnly = IsLoopbackOnly },
            TableFile = options.DhtTableFile ?? (services.Options.StateDirectory is { } folder ? Path.Combine(folder, "dht.nodes") : null),
        };
        services.Dht = Dht = new DhtFinder(setup, _datagrams);
        _finders.Add(Dht);
        foreach (var socket in _datagrams) socket.Start();
    }
}
